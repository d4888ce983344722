"""API keys: named, with roles, stored as hashes."""

from service.keys.key import ROLES, IssuedKey, Key, KeyRefusedError, Role
from service.keys.store import KeyStore

__all__ = ["ROLES", "IssuedKey", "Key", "KeyRefusedError", "KeyStore", "Role"]
