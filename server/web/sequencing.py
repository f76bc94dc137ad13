"""The check of the order, asked by a page while recommendations are made (server/domain/sequencing.py). It warns and
never blocks; nothing is kept by asking."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.domain.errors import Refusal, Words
from server.domain.formulation import from_plain
from server.domain.sequencing import Caution, cautions, said
from server.domain.steps import agreed_placement, stretch
from server.languages import words
from server.web.answers import plain
from server.web.installation import installation_of
from server.web.pages import language_of


async def read(request: Request) -> Response:
    """`GET /cases/{case}/cautions` -> `{"placed", "cautions"}`: where the child as a whole is placed ("1–2", "" where
    nothing is agreed), and every warning with its words and the psychologist's reason. Raises Refusal
    (`no_working_copy`)."""
    here, w = installation_of(request), words(language_of(request))
    held = await here.hub.plain(request.path_params["case"])
    if held is None:
        raise Refusal("no_working_copy", status=409)
    formulation, _ = from_plain(held)
    placement = agreed_placement(formulation.placements.values())
    placed = said(stretch(placement.steps)) if placement else ""
    return plain({"placed": placed, "cautions": [told(w, caution) for caution in cautions(formulation)]})


def told(w: Words, caution: Caution) -> dict[str, Any]:
    """One warning for a page: its rule, what it warns about ("" for the plan as a whole) and what it stands on; the
    sentence, why, and what can be done; the reason that is written, and one that was written before things changed."""
    finding = caution.finding()
    return {
        "rule": caution.rule,
        "recommendation": caution.recommendation,
        "against": caution.against,
        "sentence": w(f"finding.{finding.key}", **finding.parameters),
        "why": caution.why(w),
        "remedy": w(f"finding.{finding.key}.remedy", **finding.parameters),
        "reason": caution.reason,
        "reason_before": caution.reason_before,
    }
