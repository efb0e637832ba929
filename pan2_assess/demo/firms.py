"""The organisations of the demonstration. All are invented, and say so in their names."""

from __future__ import annotations

from dataclasses import dataclass, field

MARK = {"en": "(invented)", "fr": "(inventée)", "de": "(erfunden)"}


@dataclass(frozen=True)
class Firm:
    """An invented firm: who it is, in which language it writes, and how far it has come with human rights."""

    short: str
    language: str
    people: int
    level: float  # 0 to 1: how much is in place
    contact: str
    kinds: tuple[str, ...] = ()  # what it supplies: options of supply.kinds
    facts: dict[str, tuple[str, ...]] = field(default_factory=dict)  # its profile, by question

    @property
    def name(self) -> str:
        return f"{self.short} {MARK[self.language]}"

    @property
    def mail(self) -> str:
        """A mail address in a domain that is kept for examples and reaches nobody."""
        letters = "".join(letter for letter in self.short.lower() if letter.isascii() and letter.isalnum())
        return f"contact@{letters[:40]}.example"


AUTHORITIES = ("Commune of Examplebourg (invented)", "Administration of Sample Roads (invented)")
COORDINATOR = "Pilot programme office (invented)"


def _supplier(short: str, language: str, people: int, level: float, contact: str, *kinds: str) -> Firm:
    return Firm(short, language, people, level, contact, kinds)


SUPPLIERS = (
    _supplier("Nettoyage Clair-Matin S.à r.l.", "fr", 46, 0.55, "Claire Dumont", "cleaning"),
    _supplier("Gebäudepflege Moselblick S.à r.l.", "de", 120, 0.4, "Jutta Hansen", "cleaning"),
    _supplier("Propreté des Trois Ponts S.A.", "fr", 310, 0.7, "Luc Bertrand", "cleaning", "office"),
    _supplier("Cantine du Verger S.à r.l.", "fr", 38, 0.6, "Nadia Roussel", "catering", "food"),
    _supplier("Schulküche Sonnenhang", "de", 9, 0.35, "Petra Klein", "catering", "food"),
    _supplier("Green Plate Catering S.A.", "en", 85, 0.75, "Owen Hart", "catering", "food"),
    _supplier("Gardiennage Trois Tours S.A.", "fr", 240, 0.45, "Marc Lefort", "guarding"),
    _supplier("Nachtwache Nordtal S.à r.l.", "de", 64, 0.3, "Kai Brandt", "guarding"),
    _supplier("Toitures Kestrel S.à r.l.", "fr", 22, 0.5, "Paulo Teixeira", "building"),
    _supplier("Bau und Putz Ellergrund S.A.", "de", 180, 0.35, "Jens Wolter", "building"),
    _supplier("Menuiserie du Vallon", "fr", 7, 0.65, "Anne Colin", "building", "goods"),
    _supplier("Elektro Felsbach S.à r.l.", "de", 33, 0.55, "Nico Faber", "building", "metals"),
    _supplier("Strassenbau Hohlweg S.A.", "de", 420, 0.6, "Doris Engel", "building"),
    _supplier("Pavages et Voiries Duval S.A.", "fr", 150, 0.25, "Hugo Duval", "building"),
    _supplier("Northbridge Civil Works S.A.", "en", 510, 0.8, "Ellen Shaw", "building"),
    _supplier("Signalisation Horizon S.à r.l.", "fr", 28, 0.5, "Yves Martin", "goods", "building"),
    _supplier("Uniformes du Lion Bleu S.A.", "fr", 54, 0.2, "Sophie Perrin", "clothing"),
    _supplier("Arbeitskleidung Webstuhl S.à r.l.", "de", 41, 0.45, "Ute Sommer", "clothing"),
    _supplier("Fair Stitch Workwear S.A.", "en", 26, 0.9, "Priya Nair", "clothing"),
    _supplier("Informatique Claire S.à r.l.", "fr", 75, 0.55, "Karim Benali", "metals", "office"),
    _supplier("Lumen Devices S.A.", "en", 130, 0.5, "Grace Lim", "metals"),
    _supplier("Datenhof Systemhaus S.A.", "de", 95, 0.65, "Falk Richter", "metals", "office"),
    _supplier("Transports Vif-Argent S.A.", "fr", 210, 0.3, "Bruno Keller", "transport"),
    _supplier("Schulbus Morgenrot S.à r.l.", "de", 48, 0.5, "Heike Thiel", "transport"),
    _supplier("Déménagements Plume", "fr", 12, 0.4, "Rachid Amrani", "transport"),
    _supplier("Courier Lane S.à r.l.", "en", 60, 0.25, "Tom Reed", "transport"),
    _supplier("Crèche et Soins Arc-en-Ciel", "fr", 88, 0.7, "Isabelle Noël", "care"),
    _supplier("Pflegedienst Lindenhof", "de", 140, 0.6, "Martina Vogt", "care"),
    _supplier("Bright Path Training S.A.", "en", 19, 0.6, "Helen Cross", "care", "office"),
    _supplier("Cabinet Perspectives S.à r.l.", "fr", 14, 0.55, "Elise Garnier", "office"),
    _supplier("Planwerk Ingenieure S.A.", "de", 52, 0.7, "Arne Busch", "office"),
    _supplier("Atelier Graphique Quartz", "fr", 4, 0.3, "Léo Fontaine", "office"),
    _supplier("Jardins et Parcs Romarin S.à r.l.", "fr", 31, 0.45, "Inès Lopes", "cleaning"),
    _supplier("Gartenbau Efeu", "de", 11, 0.5, "Ralf Kern", "cleaning"),
    _supplier("Mobilier d’École Chêne S.A.", "fr", 67, 0.4, "Denis Moreau", "goods"),
    _supplier("Spielgeräte Kletterbaum S.à r.l.", "de", 17, 0.6, "Silke Arndt", "goods", "building"),
    _supplier("Paper and Toner Supply S.A.", "en", 24, 0.35, "Mary Doyle", "goods", "metals"),
    _supplier("Fruits et Légumes du Coteau", "fr", 8, 0.5, "Maria Pinto", "food"),
    _supplier("Fleisch und Feinkost Anger S.à r.l.", "de", 29, 0.3, "Georg Anger", "food"),
    _supplier("Panneaux Solaires Zénith S.A.", "fr", 45, 0.15, "Julien Caron", "metals", "building"),
)


def _pilot(short: str, language: str, people: int, level: float, contact: str, **facts: tuple[str, ...]) -> Firm:
    return Firm(short, language, people, level, contact, facts=facts)


PILOTS = (
    _pilot(
        "Sample Rail S.A.",
        "fr",
        3100,
        0.35,
        "Catherine Weiler",
        sectors=("logistics",),
        chain=("goods", "services", "works"),
    ),
    _pilot(
        "Example Energy S.A.",
        "en",
        1400,
        0.45,
        "James Porter",
        sectors=("extractive",),
        chain=("goods", "works"),
        activities=("products",),
    ),
    _pilot(
        "Musterpost S.A.",
        "de",
        4200,
        0.4,
        "Stefan Lorenz",
        sectors=("logistics", "ict"),
        chain=("goods", "services", "staff"),
        activities=("software",),
    ),
    _pilot(
        "Aérogare Modèle S.A.",
        "fr",
        620,
        0.3,
        "Valérie Simon",
        sectors=("logistics", "services"),
        chain=("services", "works", "staff"),
    ),
    _pilot(
        "Specimen Bank S.A.",
        "en",
        1800,
        0.5,
        "Laura Finch",
        sectors=("finance",),
        chain=("services",),
        activities=("ai",),
    ),
    _pilot("Wohnbau Beispiel", "de", 170, 0.25, "Thomas Ernst", sectors=("construction",), chain=("works", "services")),
)
