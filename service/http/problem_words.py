"""What goes wrong, in four languages: a title and a sentence for each kind of problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mappings import Language

Words = dict[Language, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem.

    Parameters
    ----------
    status : int
        HTTP status.
    title, detail : dict of language to str
        `detail` holds the places that a problem fills in.
    """

    status: int
    title: Words
    detail: Words


def words(fr: str, en: str, es: str, ar: str) -> Words:
    """A sentence in the four languages."""
    return {"fr": fr, "en": en, "es": es, "ar": ar}


KINDS: Final[dict[str, Kind]] = {
    "malformed": Kind(
        400,
        words("Requête illisible", "Unreadable request", "Solicitud ilegible", "طلب غير مقروء"),
        words(
            "Le corps n'est pas du JSON valide en UTF-8; corrigez-le et renvoyez la requête.",
            "The body is not valid JSON in UTF-8; correct it and send the request again.",
            "El cuerpo no es JSON válido en UTF-8; corríjalo y vuelva a enviar la solicitud.",
            "محتوى الطلب ليس JSON صالحا بترميز UTF-8؛ صححه وأعد إرسال الطلب.",
        ),
    ),
    "unauthenticated": Kind(
        401,
        words("Clé requise", "Key required", "Clave necesaria", "المفتاح مطلوب"),
        words(
            "Envoyez une clé d'API valide: Authorization: Bearer hirfa_… ou X-API-Key.",
            "Send a valid API key: Authorization: Bearer hirfa_… or X-API-Key.",
            "Envíe una clave de API válida: Authorization: Bearer hirfa_… o X-API-Key.",
            "أرسل مفتاح API صالحا: Authorization: Bearer hirfa_… أو X-API-Key.",
        ),
    ),
    "forbidden": Kind(
        403,
        words("Accès refusé", "Access refused", "Acceso denegado", "الوصول مرفوض"),
        words(
            "Cette clé n'a pas le rôle « {role} »; demandez-le à l'administrateur.",
            "This key lacks the role {role!r}; ask the administrator for it.",
            "Esta clave no tiene el rol «{role}»; pídalo al administrador.",
            "هذا المفتاح ليس له دور «{role}»؛ اطلبه من المسؤول.",
        ),
    ),
    "cross-site": Kind(
        403,
        words("Autre site", "Another site", "Otro sitio", "موقع آخر"),
        words(
            "La requête vient d'un autre site ou vise un autre nom d'hôte; appelez le service directement.",
            "The request comes from another site or names another host; call the service directly.",
            "La solicitud viene de otro sitio o nombra otro host; llame al servicio directamente.",
            "الطلب آت من موقع آخر أو يسمي مضيفا آخر؛ اتصل بالخدمة مباشرة.",
        ),
    ),
    "not-found": Kind(
        404,
        words("Introuvable", "Not found", "No encontrado", "غير موجود"),
        words(
            "Rien ne se trouve à {path}; voyez /v1/openapi.json.",
            "There is nothing at {path}; see /v1/openapi.json.",
            "No hay nada en {path}; vea /v1/openapi.json.",
            "لا يوجد شيء في {path}؛ انظر /v1/openapi.json.",
        ),
    ),
    "unknown-code": Kind(
        404,
        words("Code inconnu", "Unknown code", "Código desconocido", "رمز غير معروف"),
        words(
            "« {value} » n'est pas un code de {system}; vérifiez-le.{near}",
            "{value!r} is not a code of {system}; check it.{near}",
            "«{value}» no es un código de {system}; compruébelo.{near}",
            "«{value}» ليس رمزا في {system}؛ تحقق منه.{near}",
        ),
    ),
    "no-concordance": Kind(
        404,
        words("Pas de concordance", "No concordance", "Sin concordancia", "لا يوجد تطابق"),
        words(
            "Il n'y a pas de concordance de {source} à {target}; passez par une édition du SH.",
            "There is no concordance from {source} to {target}; go through an edition of the HS.",
            "No hay concordancia de {source} a {target}; pase por una edición del SA.",
            "لا يوجد تطابق من {source} إلى {target}؛ مر عبر إصدار من النظام المنسق.",
        ),
    ),
    "unknown-record": Kind(
        404,
        words("Enregistrement inconnu", "Unknown record", "Registro desconocido", "سجل غير معروف"),
        words(
            "Aucun enregistrement {value!r}; vérifiez l'identifiant, il a pu expirer.",
            "There is no record {value!r}; check the identifier, it may have expired.",
            "No hay ningún registro {value!r}; compruebe el identificador, puede haber caducado.",
            "لا يوجد سجل {value!r}؛ تحقق من المعرف، ربما انتهت صلاحيته.",
        ),
    ),
    "method": Kind(
        405,
        words("Méthode refusée", "Method not allowed", "Método no permitido", "طريقة غير مسموح بها"),
        words(
            "{method} n'est pas possible ici; voyez l'en-tête Allow.",
            "{method} is not possible here; see the Allow header.",
            "{method} no es posible aquí; vea la cabecera Allow.",
            "{method} غير ممكن هنا؛ انظر ترويسة Allow.",
        ),
    ),
    "slow-client": Kind(
        408,
        words("Envoi trop lent", "Too slow", "Envío demasiado lento", "إرسال بطيء جدا"),
        words(
            "La requête n'est pas arrivée entière en {seconds} s; renvoyez-la.",
            "The request did not arrive whole within {seconds} s; send it again.",
            "La solicitud no llegó completa en {seconds} s; vuelva a enviarla.",
            "لم يصل الطلب كاملا خلال {seconds} ثانية؛ أعد إرساله.",
        ),
    ),
    "not-ready": Kind(
        409,
        words("Pas encore prêt", "Not ready yet", "Aún no está listo", "غير جاهز بعد"),
        words(
            "Le fichier n'est pas encore prêt; suivez /v1/score/{value}.",
            "The file is not ready yet; watch /v1/score/{value}.",
            "El archivo aún no está listo; consulte /v1/score/{value}.",
            "الملف غير جاهز بعد؛ تابع /v1/score/{value}.",
        ),
    ),
    "failed": Kind(
        409,
        words("Échec", "Failed", "Fallido", "فشل"),
        words(
            "Le fichier n'a pas pu être traité; voyez /v1/score/{value}.",
            "The file could not be processed; see /v1/score/{value}.",
            "El archivo no se pudo procesar; vea /v1/score/{value}.",
            "تعذرت معالجة الملف؛ انظر /v1/score/{value}.",
        ),
    ),
    "too-large": Kind(
        413,
        words("Trop grand", "Too large", "Demasiado grande", "كبير جدا"),
        words(
            "L'envoi dépasse {limit} {unit}; divisez-le.",
            "What was sent exceeds {limit} {unit}; split it.",
            "El envío supera {limit} {unit}; divídalo.",
            "يتجاوز المرسل {limit} {unit}؛ قسمه.",
        ),
    ),
    "media": Kind(
        415,
        words("Type non accepté", "Type not accepted", "Tipo no aceptado", "نوع غير مقبول"),
        words(
            "Le type {value!r} n'est pas accepté; envoyez {accepted}.",
            "The type {value!r} is not accepted; send {accepted}.",
            "El tipo {value!r} no se acepta; envíe {accepted}.",
            "النوع {value!r} غير مقبول؛ أرسل {accepted}.",
        ),
    ),
    "validation": Kind(
        422,
        words("Valeur non acceptée", "Value not accepted", "Valor no aceptado", "قيمة غير مقبولة"),
        words(
            "Le champ {field} n'est pas acceptable: {why}.",
            "The field {field} is not acceptable: {why}.",
            "El campo {field} no es aceptable: {why}.",
            "الحقل {field} غير مقبول: {why}.",
        ),
    ),
    "unknown-answer": Kind(
        422,
        words("Réponse inconnue", "Unknown answer", "Respuesta desconocida", "جواب غير معروف"),
        words(
            "La réponse {name}={value} n'est pas connue; reprenez une option de la question posée.",
            "The answer {name}={value} is not known; take an option of the question asked.",
            "La respuesta {name}={value} no se conoce; tome una opción de la pregunta hecha.",
            "الجواب {name}={value} غير معروف؛ اختر أحد خيارات السؤال المطروح.",
        ),
    ),
    "table": Kind(
        422,
        words("Tableau illisible", "Unreadable table", "Tabla ilegible", "جدول غير مقروء"),
        words(
            "Le tableau ne peut pas être lu, ou la colonne {column!r} n'y est pas; "
            "donnez un CSV, un Excel ou un Parquet avec une ligne d'en-tête et cette colonne.",
            "The table cannot be read, or has no column {column!r}; "
            "give a CSV, Excel or Parquet file with a header row and this column.",
            "La tabla no se puede leer o no tiene la columna {column!r}; "
            "dé un CSV, Excel o Parquet con una fila de encabezado y esa columna.",
            "لا يمكن قراءة الجدول أو ليس فيه العمود {column!r}؛ أعط ملف CSV أو Excel أو Parquet بسطر عناوين وبهذا العمود.",
        ),
    ),
    "decision": Kind(
        422,
        words("Décision refusée", "Decision refused", "Decisión rechazada", "القرار مرفوض"),
        words(
            "La décision ne peut pas être enregistrée ou cherchée ainsi; voyez « reason ».",
            "The decision cannot be recorded or searched for so; see `reason`.",
            "La decisión no puede registrarse ni buscarse así; vea «reason».",
            "لا يمكن تسجيل القرار أو البحث عنه هكذا؛ انظر reason.",
        ),
    ),
    "rate": Kind(
        429,
        words("Trop de requêtes", "Too many requests", "Demasiadas solicitudes", "طلبات كثيرة جدا"),
        words(
            "Trop de requêtes; réessayez dans {seconds} s.",
            "Too many requests; try again in {seconds} s.",
            "Demasiadas solicitudes; vuelva a intentarlo en {seconds} s.",
            "طلبات كثيرة جدا؛ أعد المحاولة بعد {seconds} ثانية.",
        ),
    ),
    "internal": Kind(
        500,
        words("Erreur interne", "Internal error", "Error interno", "خطأ داخلي"),
        words(
            "Le service a rencontré une erreur; signalez-la avec le numéro de requête.",
            "The service met an error; report it with the request number.",
            "El servicio encontró un error; comuníquelo con el número de solicitud.",
            "واجهت الخدمة خطأ؛ أبلغ عنه مع رقم الطلب.",
        ),
    ),
    "busy": Kind(
        503,
        words("Service occupé", "Service busy", "Servicio ocupado", "الخدمة مشغولة"),
        words(
            "Le service est occupé; réessayez dans {seconds} s.",
            "The service is busy; try again in {seconds} s.",
            "El servicio está ocupado; vuelva a intentarlo en {seconds} s.",
            "الخدمة مشغولة؛ أعد المحاولة بعد {seconds} ثانية.",
        ),
    ),
    "database": Kind(
        503,
        words(
            "Base de données indisponible",
            "Database not available",
            "Base de datos no disponible",
            "قاعدة البيانات غير متاحة",
        ),
        words(
            "La base de données ne répond pas; réessayez dans un moment.",
            "The database does not answer; try again in a moment.",
            "La base de datos no responde; vuelva a intentarlo en un momento.",
            "قاعدة البيانات لا تجيب؛ أعد المحاولة بعد قليل.",
        ),
    ),
    "unavailable": Kind(
        503,
        words("Indisponible", "Unavailable", "No disponible", "غير متاح"),
        words(
            "Cette partie du service n'est pas disponible: {what}; voyez l'administrateur.",
            "This part of the service is not available: {what}; see the administrator.",
            "Esta parte del servicio no está disponible: {what}; consulte al administrador.",
            "هذا الجزء من الخدمة غير متاح: {what}؛ راجع المسؤول.",
        ),
    ),
}

NEAREST: Final = words(
    " Codes proches: {codes}.",
    " Nearest codes: {codes}.",
    " Códigos cercanos: {codes}.",
    " أقرب الرموز: {codes}.",
)
