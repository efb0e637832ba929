"""What people write in the demonstration: campaigns, reviews, lessons, each in the language of who writes."""

from __future__ import annotations

from pan2_assess.core.reviewing import Verdict
from pan2_assess.store.campaigns import Head

SCHOOLS = Head(
    title="Nettoyage et repas de nos écoles",
    what_for="Vous travaillez pour nos écoles. Nous aimerions savoir comment vous prenez soin des personnes qui "
    "nettoient et cuisinent, et où nous pouvons aider.",
    basis="Clause 14 de votre contrat, annoncée dans l’appel d’offres.",
    seen_by="Le service des marchés et l’échevine responsable des écoles.",
    contact="Martine Kayser, service des marchés, +352 00 00 01",
    subject="Le travail de ces personnes est l’objet même du contrat.",
    proportion="Une vingtaine de questions, une fois par contrat.",
    clause="Le prestataire répond une fois par contrat à un questionnaire sur les personnes qui exécutent le travail.",
)
GEAR = Head(
    title="Dialogue de marché : vêtements et appareils",
    what_for="Nous préparons un achat de vêtements de travail et d’ordinateurs, et voulons savoir ce que le marché "
    "sait déjà des personnes qui les fabriquent.",
    basis="Dialogue préalable avec le marché. Personne n’est tenu de répondre.",
    seen_by="Le service des marchés.",
    contact="Martine Kayser, service des marchés, +352 00 00 01",
    subject="Les clauses du futur marché porteront sur la fabrication de ces biens.",
    proportion="Les mêmes questions pour tous, moins de trente.",
)
SITES = Head(
    title="Menschen auf unseren Baustellen",
    what_for="Wir begleiten unsere laufenden Verträge und möchten wissen, wie es den Menschen auf den Baustellen geht.",
    basis="Ziffer 9 der Vertragsbedingungen, in der Ausschreibung angekündigt.",
    seen_by="Die Bauleitung und die Vergabestelle.",
    contact="Jörg Lehnert, Vergabestelle, +352 00 00 02",
    subject="Es geht um die Arbeit, die der Vertrag beschreibt, und um die Subunternehmer darin.",
    proportion="Höchstens dreißig Fragen, einmal im Jahr.",
    clause="Der Auftragnehmer gibt einmal im Jahr Auskunft über die Menschen, die auf der Baustelle arbeiten.",
)
GARDENS = Head(
    title="Marktgespräch: Gärten und Möbel",
    what_for="Vor einer neuen Ausschreibung möchten wir wissen, was kleinere Firmen leisten können.",
    basis="Vorherige Markterkundung. Niemand muss antworten.",
    seen_by="Die Vergabestelle.",
    contact="Jörg Lehnert, Vergabestelle, +352 00 00 02",
    subject="Die Bedingungen des künftigen Auftrags sollen für kleine Firmen erfüllbar sein.",
    proportion="Die kurze Form für kleine Firmen.",
)
ROUNDS = tuple(
    Head(
        title=f"Pilot programme, {name} round",
        what_for="Six companies in which the State holds the majority look at their due diligence, year after year, "
        "and tell each other what worked.",
        basis="Your company has joined the pilot programme of action 3.1 of the National Action Plan.",
        seen_by="The programme office; lessons are passed on only in words that you approve.",
        contact="Robin Feltes, programme office, +352 00 00 03",
    )
    for name in ("first", "second", "third")
)

FINDINGS: dict[str, dict[Verdict, tuple[str, ...]]] = {
    "fr": {
        "plausible": ("",),
        "explain": (
            "Qui le dit aux personnes qui travaillent de nuit, et dans quelle langue ?",
            "Le document cité nous manque. De quand date-t-il ?",
        ),
        "follow": ("Voir ce point lors de la prochaine réunion de chantier.", "À vérifier à mi-contrat."),
    },
    "de": {
        "plausible": ("",),
        "explain": ("Wer sagt es den Leuten der Subunternehmer?", "Von wann ist die Unterlage, auf die Sie verweisen?"),
        "follow": ("Beim nächsten Ortstermin ansprechen.", "In der Jahresbesprechung wieder aufnehmen."),
    },
    "en": {
        "plausible": ("",),
        "explain": ("Does this cover the staff of agencies too?", "Which sites did you look at?"),
        "follow": ("Look at it again in the next round.",),
    },
}
EXPLAINED = {
    "fr": "Le chef d’équipe l’explique au début de la première semaine, en portugais et en français.",
    "de": "Der Polier erklärt es am ersten Tag, auf Deutsch und Portugiesisch, und alle unterschreiben.",
    "en": "Yes, agency staff are told on their first day, by the same person as everybody else.",
}
REPLIED = {
    "fr": "Merci. Nous enverrons la liste avant la date convenue.",
    "de": "Danke. Wir schicken die Liste bis zum vereinbarten Tag.",
    "en": "Thank you. We agree, and have put it on our plan.",
}
OUTCOME = {
    "fr": "Les réponses sont plausibles. Deux points sont convenus pour la suite du contrat.",
    "de": "Die Antworten sind nachvollziehbar. Zwei Punkte begleiten wir im Vertrag weiter.",
    "en": "The answers are plausible. One step was seen differently, for want of evidence.",
}
FOLLOW_UP = {
    "fr": (("Réunion sur place avec les équipes du soir", "Chef de chantier"), ("Liste des sous-traitants à jour", "")),
    "de": (("Ortstermin mit der Frühschicht", "Bauleitung"), ("Aktuelle Liste der Subunternehmer", "")),
    "en": (("Visit to one site with the staff delegation", "Programme office"),),
}
WHY = "No dated evidence for it was handed in."
LESSONS = (
    "Ask those who clean at night before you write the rule: they knew which doors were locked.",
    "A phone number on the payslip was used more than the form on the intranet.",
    "Start with three suppliers you know. The fourth answered because the first three had told it that it was fair.",
)
