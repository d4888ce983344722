"""Decisions: append-only records, each carrying the hash of the one before."""

from service.decisions.certificate import certificate, certificate_fault
from service.decisions.chain import Fault, Head, Verification
from service.decisions.errors import DecisionError
from service.decisions.query import Page, Query
from service.decisions.record import Decision, Erasure, NewDecision
from service.decisions.replay import ModelIdentity, Replay, draft, model_identity, replay
from service.decisions.store import DecisionStore

__all__ = [
    "Decision",
    "DecisionError",
    "DecisionStore",
    "Erasure",
    "Fault",
    "Head",
    "ModelIdentity",
    "NewDecision",
    "Page",
    "Query",
    "Replay",
    "Verification",
    "certificate",
    "certificate_fault",
    "draft",
    "model_identity",
    "replay",
]
