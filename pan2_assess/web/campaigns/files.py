"""The template of a list of organisations, to be filled in with any office program."""

from __future__ import annotations

import io

from flask import Response
from flask_babel import gettext as _
from xlsxwriter import Workbook

from pan2_assess.web import access
from pan2_assess.web.access import Member
from pan2_assess.web.campaigns.blueprint import blueprint, found
from pan2_assess.web.handing import handed

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/<lang>/staff/o/<organisation>/campaigns/<campaign>/invite/list.xlsx")
@access.staff("manager")
def template(member: Member, campaign: str) -> Response:
    asked = found(member, campaign)
    written = io.BytesIO()
    with Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet(_("Invitations"))
        bold = book.add_format({"bold": True, "bottom": 1})
        for column, (heading, width) in enumerate(
            ((_("Name"), 40), (_("Contact"), 30), (_("Mail"), 36), (_("Language"), 12))
        ):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, bold)
        sheet.freeze_panes(1, 0)
        sheet.data_validation(1, 3, 10_000, 3, {"validate": "list", "source": list(asked.languages)})
    return handed(written.getvalue(), "list.xlsx", XLSX)
