"""Feedbacks made by hand in several shapes, none of them a real firm's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pan2_assess.core import feedback_types as t
from pan2_assess.core.sentences import opening
from pan2_assess.core.texts import Term

ON = date(2026, 11, 22)
BANDS = tuple(
    t.Band(number, name, floor)
    for number, name, floor in (
        (1, "Starting", 0),
        (2, "Emerging", 20),
        (3, "Developing", 40),
        (4, "Established", 60),
        (5, "Embedded", 80),
    )
)
FOOT = "Self-declared; nobody checked the answers; not a certificate or label."
NOTICE = (
    "Self-declared; nobody checked the answers. This is no certificate, no legal opinion and no ranking, and it says "
    "nothing about whether a law is met."
)

TITLES = (
    ("1.1", "Communicating and raising awareness"),
    ("2.1", 'Providing training on the topic "Business and human rights” for lawyers'),
    ("2.2", "Creating training modules on human rights due diligence"),
    ("2.3", 'Raising awareness and training companies on "Business and Human Rights”'),
    ("2.4", 'Finalising and implementing the National Pact on "Business and Human Rights”'),
    (
        "2.5",
        "Protecting human rights in companies in the context of new information and communication technologies "
        "(ICTs), including artificial intelligence (AI)",
    ),
    ("3.1", "Establishing pilot projects on due diligence in state-majority-owned companies"),
    (
        "3.2",
        "Increasing the consideration of the Guiding Principles by contracting authorities in their public "
        "procurement procedures",
    ),
    ("3.3", "Strengthening the coherence of human rights policies through cross-references in the texts"),
    ("3.4", "Strengthening human rights criteria in existing quality labels"),
    ("4.1", "Studying the possibility of legislating on a due diligence duty"),
    ("4.2", "Monitoring the commitment to a due diligence duty at the European level"),
    ("4.3", "Preparing the implementation in Luxembourg of the European regulation on conflict minerals"),
    ("4.4", "Considering the ratification of the Protocol (P29) to the ILO Convention on Forced Labour"),
    ("5.1", "Promoting the Guiding Principles in international forums and in international relations"),
    ("5.2", "Introducing human rights due diligence into public-private partnership mechanisms"),
    ("5.3", "Including awareness-raising language in the dossiers for Luxembourg's economic missions abroad"),
    ("6.1", "Mapping of judicial and non-judicial, public and private remedies in cases of a human rights violations"),
    ("6.2", 'Strengthening links between the "Business and Human Rights” WG and the NCP'),
    ("6.3", "Supporting the transposition of the European directive on whistleblowers"),
)

STATES = (
    ("ongoing", "goes on", ""),
    ("open", "no result known", ""),
    ("done", "done", ""),
    ("law", "now law", "Law of 16 May 2023 on the protection of whistleblowers."),
)

ACTIONS = tuple(
    t.PlanAction(
        id=id,
        title=title,
        official=True,
        status=STATES[index % 4][0],
        status_text=STATES[index % 4][1],
        as_of=date(2026, 9, 1),
        became=STATES[index % 4][2],
        meaning="For a firm of your size this means that the material of the Pact can be used as it stands; "
        "nothing has to be asked for, and the questions of the pillar concerned lead to it.",
        state_only=index % 5 == 4,
        source="https://example.org/plan",
        used=index % 3 == 0,
    )
    for index, (id, title) in enumerate(TITLES)
)

MODULES = tuple(
    t.Module(id, title, minutes, "People who buy, hire or lead", ("know what to ask", "write the first list"), numbers)
    for id, title, minutes, numbers in (
        ("M05", "Complaint routes that people trust", 45, ("6.1", "6.2", "6.4")),
        ("M03", "Find and rank your risks", 60, ("2.1", "2.3")),
        ("M04", "Act, use leverage, check that it works", 60, ("3.2", "3.4", "4.1")),
        ("M13", "Forced labour: signs, prevention, product ban", 50, ("8.1",)),
        ("M07", "The whistleblower channel under the law of 16 May 2023", 40, ("11.1",)),
    )
)

TOPICS = (
    (
        "6.1",
        "Remedy",
        "Can everyone who works for you, agency staff included, raise a complaint safely?",
        "Name two people in whom the crews trust, one of them outside the hierarchy, and tell everybody on every site "
        "this week, in the languages they speak, how to reach them. Write the rules afterwards, with them.",
    ),
    (
        "6.2",
        "Remedy",
        "Are those who complain kept safe from reprisals, and does that work in practice?",
        "Look at what became of the last three people who complained: hours, contracts, pay. Put right what was wrong.",
    ),
    (
        "2.3",
        "Identify",
        "Were the people affected, or their representatives, asked about risks?",
        "Ask the staff delegation and two subcontractors' crews the same four questions, on site, without a manager.",
    ),
    (
        "8.1",
        "Forced labour",
        "Does nobody you rely on keep papers, charge fees for a job or hold back wages?",
        "Ask each agency in writing who paid for recruitment and travel, and ask three of the workers the same.",
    ),
    (
        "3.2",
        "Act",
        "Do you use support and pressure with suppliers before you end a relationship?",
        "Take the one supplier where harm is most likely, agree on one thing to change by spring and share its cost.",
    ),
    (
        "1.4",
        "Policy and governance",
        "Do orders and contracts say what you expect of suppliers and partners?",
        "Put one page into the next framework contract, and say in it what you will do on your side.",
    ),
)


def recommendation(rank: int) -> t.Recommendation:
    number, section, topic, step = TOPICS[(rank - 1) % len(TOPICS)]
    severity = 3 if rank < 5 else 2 if rank < 11 else 1
    return t.Recommendation(
        rank=rank,
        question=f"q.r{rank}",
        number=number,
        section=section,
        topic=topic,
        because="You answered: some people do it, nothing is written.",
        act=opening(step),
        step=step,
        severity=severity,
        severity_text={3: "severe: life, health, freedom", 2: "serious: livelihood, dignity", 1: "groundwork"}[
            severity
        ],
        raised="",
        effort_text={3: "some weeks", 2: "some days", 1: "some months"}[severity],
        alarm=False,
        duty="Internal reporting channel" if rank == 6 else "",
        planned="planned for 30 June 2027" if rank == 3 else "",
        actions=(ACTIONS[17], ACTIONS[19])[: 1 + rank % 2],
        modules=(MODULES[rank % 5],),
        references=("UNGP 29, 31", "OECD 6.2", "Pact P5"),
    )


def bar(id: str, title: str, weight: int, numbers: tuple[int, int, int] | None, state: str = "") -> t.Bar:
    band = next((band for band in reversed(BANDS) if numbers and numbers[0] >= band.floor), None)
    claimed, documented, public = numbers or (None, None, None)
    return t.Bar(
        id=id,
        title=title,
        pillar=weight > 0,
        weight=weight,
        limits=id in ("identify", "act", "remedy"),
        applies=not state,
        score=claimed,
        documented=documented,
        public=public,
        band=band,
        state=state or f"{claimed}, {band.name if band else ''}",
        answered=8,
        required=8,
    )


BARS = (
    bar("policy", "Policy and governance", 15, (90, 70, 55)),
    bar("identify", "Identify", 20, (70, 35, 0)),
    bar("act", "Act", 25, (60, 30, 10)),
    bar("track", "Track", 10, (50, 20, 20)),
    bar("communicate", "Communicate", 5, (40, 40, 40)),
    bar("remedy", "Remedy", 25, (10, 5, 0)),
    bar("people", "People at work and on our sites", 0, (74, 40, 0)),
    bar("forced_labour", "Forced labour", 0, (33, 12, 0)),
    bar("minerals", "Conflict minerals", 0, None, "does not apply"),
    bar("technology", "Technology and AI", 0, None, "does not apply"),
    bar("whistleblowing", "Whistleblowing", 0, (75, 75, 75)),
    bar("public", "Public contracts and partnerships", 0, (50, 0, 0)),
)

STANDING = t.Standing(
    headline="Your human rights due diligence is in band 2 of 5, Emerging: the score would reach Developing, but "
    "Remedy is far behind the other pillars.",
    explanation="The weakest of Identify, Act and Remedy is in band 1, and the whole can stand one band above it at "
    "most. Work on Remedy moves the result first.",
    complete=True,
    rated=True,
    band=BANDS[1],
    uncapped_band=BANDS[2],
    caps=(
        t.Cap(
            "weakest",
            BANDS[1],
            "Remedy is in band 1, Starting, so the whole is in band 2, Emerging, at most.",
            "",
            "remedy",
        ),
    ),
    score=52,
    lower=52,
    upper=52,
    documented=31,
    public=12,
    answered=58,
    required=58,
    bands=BANDS,
    reading="The score is 52 of 100, in the band Developing, 40 to 60; the result is held at Emerging.",
)

DUTIES = tuple(
    t.DutyLine(
        id=id,
        kind_text=kind,
        title=title,
        text=text,
        applies=applies,
        status_text=status,
        gap=bool(gap),
        gap_text=gap,
        since=since,
        starts=starts,
        act=act,
        source="https://legilux.public.lu/eli/etat/leg/loi/2023/05/16/a232/jo",
        basis_text="On these facts: 120 people work for the Luxembourg entity.",
        checked=date(2026, 11, 15),
        note="",
    )
    for id, kind, title, text, applies, status, gap, since, starts, act in (
        (
            "channel",
            "law",
            "Internal reporting channel",
            "Firms with 50 workers or more keep a channel for reports, "
            "confirm within seven days and answer within three months.",
            True,
            "applies",
            "Your answer to 11.1 shows a gap.",
            date(2023, 5, 21),
            None,
            "Law of 16 May 2023",
        ),
        (
            "ban",
            "law",
            "Products made with forced labour",
            "No product made with forced labour may be sold in the Union, whatever the size of the firm.",
            True,
            "will apply",
            "",
            None,
            date(2027, 12, 14),
            "Regulation (EU) 2024/3015",
        ),
        (
            "minerals",
            "law",
            "Conflict minerals",
            "Importers above the yearly thresholds follow the five steps.",
            False,
            "does not apply on these facts",
            "",
            date(2021, 1, 1),
            None,
            "Regulation (EU) 2017/821",
        ),
        (
            "csddd",
            "law",
            "Sustainability due diligence directive",
            "The largest groups.",
            None,
            "cannot tell on these facts",
            "",
            None,
            date(2029, 7, 26),
            "Directive (EU) 2024/1760",
        ),
    )
)

BODIES = tuple(
    t.Body(name, text, can, cannot, url, phone, mail)
    for name, text, can, cannot, url, phone, mail in (
        (
            "Inspection du travail et des mines",
            "Labour inspectorate: wages, hours, safety, posted workers.",
            "visit sites, order work to stop, advise.",
            "decide a civil dispute.",
            "https://itm.public.lu",
            "",
            "",
        ),
        (
            "National Contact Point",
            "Takes up cases under the OECD Guidelines.",
            "mediate between the parties.",
            "award damages.",
            "https://mindigital.gouvernement.lu",
            "",
            "pcn@example.org",
        ),
        (
            "Centre pour l'égalité de traitement",
            "Discrimination at work and elsewhere.",
            "inform and advise.",
            "go to court for you.",
            "https://cet.lu",
            "28 37 36 35",
            "",
        ),
    )
)

METHOD = (
    (
        "Score",
        "Each answer counts by its step and its weight; sections are averaged by their weights; only the display "
        "rounds, downwards.",
    ),
    ("Bands", "Five bands of twenty points each. They are provisional until calibrated on real assessments."),
    (
        "Caps",
        "Where people may be in harm, where a critical answer is missing or where a duty shows a gap, the band is "
        "held back, whatever the number says.",
    ),
    (
        "Documented and public",
        "The same score, counting only answers with dated evidence, or with evidence that anybody "
        "can read. It is the firm's own statement.",
    ),
)


def answer(number: str, text: str, given: str, **more: str) -> t.AnswerLine:
    values = {
        "question": "q." + number,
        "detail": "",
        "points": "2 of 4",
        "evidence": "",
        "note": "",
        "state": "answered",
    }
    return t.AnswerLine(number=number, text=text, answer=given, **{**values, **more})


ANSWERS = tuple(
    t.AnswerSection(
        title,
        tuple(
            answer(
                f"{place}.{line}",
                TOPICS[(place + line) % 6][2],
                "It is written and applied in part of our work.",
                evidence="internal: minutes of the safety round, 3 March 2026" if line % 3 == 0 else "",
                note="Two sites are still missing; the crews in the north speak Portuguese." if line == 2 else "",
            )
            for line in range(1, 10)
        ),
    )
    for place, title in enumerate(("Profile", "Policy and governance", "Identify", "Act", "Track", "Remedy"), 1)
)

TYPICAL = t.Feedback(
    language="en",
    organisation="Bauhütte Müllerthal S.à r.l.",
    questionnaire="Human rights due diligence of a company",
    questionnaire_id="company",
    version="2026.1",
    digest="9f2c" * 16,
    draft=False,
    brief=False,
    on=ON,
    prepared_by=t.Person("Anna Weber", "Head of purchasing", date(2026, 11, 20)),
    approved_by=t.Person("Jean Schmit", "Managing director", date(2026, 11, 22)),
    foot=FOOT,
    notice=NOTICE,
    draft_notice="",
    protect=None,
    standing=STANDING,
    bars=BARS,
    scope=(
        t.Fact("Entities", "The whole firm, all its sites"),
        t.Fact("People", "120 in the whole group"),
        t.Fact("Chain", "Our own firm and direct suppliers"),
    ),
    salient=("Health and safety", "Wages and hours", "Forced labour"),
    duties=DUTIES,
    duties_note="State of the law as checked on the day given with each. This list is not complete, and a duty without "
    "a gap is not a duty met.",
    recommendations=tuple(recommendation(rank) for rank in range(1, 25)),
    top_steps=(
        answer("1.1", "Does the top say that you respect human rights, where people can see it?", "throughout"),
    ),
    plans=(t.Plan("2.3", TOPICS[2][2], date(2027, 6, 30), False), t.Plan("4.2", TOPICS[1][2], date(2026, 1, 31), True)),
    find_out=(answer("8.2", "Who pays the recruiters of the people your subcontractors bring?", "we don't know"),),
    way=t.Way(
        BANDS[2],
        tuple(
            t.WayStep(
                number,
                topic,
                "some people do it, nothing is written",
                "it is written, and applied in part of our work",
                "the rule, and a sheet that shows it was used",
                "severe: life, health, freedom",
            )
            for number, _, topic, _ in TOPICS[:3]
        ),
        "",
    ),
    own_plan=(),
    modules=MODULES,
    training_minutes=255,
    plan_title="The 20 actions of the second National Action Plan",
    plan_note="The plan ran from 2020 to 2022. Each action is shown as it stands today.",
    actions=ACTIONS,
    bodies=BODIES,
    method=METHOD,
    answers=ANSWERS,
    procurement=None,
    own_use="",
    outside=None,
    glossary=(),
)

PROTECT = t.Protect(
    title="First protect people",
    intro="An answer says that people may be in harm now. That comes before any result.",
    because=("8.1, papers, fees and wages: you answered that passports are kept and nothing has been done yet.",),
    never=(
        "Do not confront the person you suspect.",
        "Do not dismiss or move those who spoke.",
        "Do not tell others who spoke.",
    ),
    do=(
        "Make sure nobody is in danger today; if so, call 113.",
        "Give the papers back to their owners.",
        "Write down what you know, with dates, and keep it safe.",
    ),
    call=(
        t.Call("Police", "113", "Danger to life or freedom, day and night."),
        t.Call("Labour inspectorate (ITM)", "247-76100", "Wages, hours, housing, safety."),
        t.Call("Services for victims of trafficking", "", "Counsel and shelter, also without papers."),
    ),
)

CAPPED = TYPICAL
SHORT = replace(TYPICAL, actions=(), answers=(), recommendations=TYPICAL.recommendations[:4])
NOT_CAPPED = replace(
    SHORT,
    standing=replace(
        STANDING,
        band=BANDS[4],
        uncapped_band=BANDS[4],
        caps=(),
        score=97,
        documented=80,
        public=41,
        headline="Your human rights due diligence is in band 5 of 5, Embedded.",
        reading="The score is 97 of 100, in the band Embedded.",
    ),
)
ALARM = replace(
    TYPICAL,
    protect=PROTECT,
    draft=True,
    approved_by=None,
    draft_notice="Made with a draft of the questionnaire: not published, and subject to change.",
    standing=replace(
        STANDING,
        band=BANDS[0],
        score=68,
        caps=(
            t.Cap(
                "harm",
                BANDS[0],
                "Question 8.1 says that people may be in harm now; until that is dealt with the band is 1, Starting.",
                "forced_labour.documents",
                "forced_labour",
            ),
            *STANDING.caps,
        ),
        headline="People may be in harm now. Until that is dealt with, the result is band 1 of 5, Starting.",
    ),
    actions=(),
    answers=(),
    recommendations=(replace(recommendation(1), alarm=True), *TYPICAL.recommendations[1:3]),
)
INCOMPLETE = replace(
    SHORT,
    way=None,
    approved_by=None,
    prepared_by=None,
    standing=replace(
        STANDING,
        complete=False,
        rated=False,
        band=None,
        uncapped_band=None,
        caps=(),
        score=None,
        lower=23,
        upper=71,
        documented=None,
        public=None,
        answered=31,
        headline="Not complete: 31 of 58 questions are answered, and the score can still be anything from 23 to 71.",
        reading="No score yet; between 23 and 71 of 100 is possible.",
    ),
    bars=tuple(replace(line, answered=4) for line in BARS),
)
NOT_RATED = replace(
    SHORT,
    way=None,
    standing=replace(
        STANDING,
        rated=False,
        band=None,
        uncapped_band=None,
        caps=(),
        score=None,
        lower=40,
        upper=44,
        documented=None,
        public=None,
        headline="Not rated: more than a fifth was answered «does not apply».",
        reading="No score; between 40 and 44 of 100 would be possible.",
    ),
)
TINY = replace(
    TYPICAL,
    organisation="A",
    bars=BARS[:6],
    scope=(),
    salient=(),
    duties=(),
    recommendations=(recommendation(1),),
    top_steps=(),
    plans=(),
    find_out=(),
    way=None,
    modules=(),
    actions=(),
    bodies=(),
    method=(),
    answers=(),
)
HOSTILE = replace(
    SHORT,
    organisation="<img src=x onerror=alert(1)> " + "Donaudampfschifffahrtsgesellschaft" * 20,
    salient=("x" * 4000,),
    answers=(
        t.AnswerSection(
            "Hostile",
            (
                answer("1.1", "One word?", "w" * 4000, note="Ω" * 4000),
                answer("1.2", "A hundred lines?", "yes", note="\n".join(f"line {n}" for n in range(100))),
                answer(
                    "1.3",
                    "Markup?",
                    "<style>@import 'file:///etc/passwd'</style>",
                    note='"><a rel=attachment href="file:///etc/passwd">{{ f }}{% raw %}</body>',
                ),
                answer("1.4", "Scripts?", "Ελληνικά, Кирилица, →, ≥, ✓, 漢字, ‮abc"),
            ),
        ),
    ),
)

BUYER = replace(
    SHORT,
    questionnaire_id="authority",
    procurement=t.Procurement(
        "A procurement file",
        ("First this.", "Then that."),
        ("People first.", "Talk with the contractor."),
        tuple(
            t.Purchase(
                id=name.lower(),
                title=name,
                severity=severity,
                severity_text="grave harm at stake" if severity == 3 else "serious harm at stake",
                risk=f"{name}: a subcontractor may be hurt.",
                need="Look first.",
                clause=f"The contractor of {name} looks after every subcontractor.",
                link="It is about this work.",
                proof="A note, or equivalent.",
                follow_up=(("At the start", "Look."), ("After a month", "Ask.")),
                finding=("Stop.", "Mend."),
            )
            for name, severity in (("Building", 3), ("Cleaning", 2))
        ),
    ),
    glossary=(
        Term(id="subcontractor", term="subcontractor", also=("subcontractors",), text="A firm below another."),
        Term(id="audit", term="audit", text="A look from outside."),
    ),
)

WATCHED = replace(
    SHORT,
    outside=t.Outside(
        "A benchmark, edition with two indicators",
        "Of 2 core indicators you found 1 said fully.",
        "Not comparable with any published ranking.",
        (
            t.Indicator(
                "17.1", "A.1.1", "Can the public read it?", "fully", "Yes", "We say so.\nhttps://example.org", ""
            ),
            t.Indicator("17.3", "C.1", "And that?", "none", "No", "", "Publish what you do."),
        ),
    ),
)

ALONE = replace(SHORT, own_use="For the firm alone.")

ALL = {
    "buyer": BUYER,
    "watched": WATCHED,
    "alone": ALONE,
    "typical": TYPICAL,
    "not capped": NOT_CAPPED,
    "alarm": ALARM,
    "incomplete": INCOMPLETE,
    "not rated": NOT_RATED,
    "tiny": TINY,
    "hostile": HOSTILE,
}
