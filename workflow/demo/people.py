"""Who works at The Averil Lantern, the paper of an invented harbour town: people, desks, sections and bylines."""

from dataclasses import dataclass
from typing import Final

from workflow.enums import Role

PASSWORD: Final = "demo-only-lantern"  # noqa: S105 (printed at every start; opens nothing but the demo)


@dataclass(frozen=True)
class DemoDesk:
    """A desk, and which of the four reviews it started from."""

    slug: str
    name: str
    preset: str


@dataclass(frozen=True)
class DemoPerson:
    """Somebody who can sign in. Roles are pairs of a desk's slug and what the person does there."""

    key: str
    first_name: str
    last_name: str
    roles: tuple[tuple[str, Role], ...]
    configures: bool = False

    @property
    def email(self) -> str:
        return f"{self.key}@example.org"

    def may(self, role: Role, *, desk: str) -> bool:
        return (desk, role) in self.roles


@dataclass(frozen=True)
class DemoSection:
    slug: str
    name: str


@dataclass(frozen=True)
class DemoAuthor:
    """A byline; `person` is the key of whoever signs in behind it, empty for a guest."""

    slug: str
    name: str
    bio: str
    person: str = ""


NEWS: Final = "news"
CULTURE: Final = "culture"
SPORT: Final = "sport"

DESKS: Final = (
    DemoDesk(NEWS, "News", "DAILY"),
    DemoDesk(CULTURE, "Culture", "SMALL"),
    DemoDesk(SPORT, "Sport", "SMALL"),
)

PEOPLE: Final = (
    DemoPerson("runa", "Runa", "Tidmarsh", ((NEWS, Role.REPORTER),)),
    DemoPerson("dario", "Dário", "Pellworth", ((CULTURE, Role.REPORTER), (NEWS, Role.PICTURES))),
    DemoPerson("teo", "Teo", "Quillan", ((SPORT, Role.REPORTER),)),
    DemoPerson("maud", "Maud", "Okkonen", ((NEWS, Role.EDITOR), (CULTURE, Role.EDITOR))),
    DemoPerson(
        "ysolde",
        "Ysolde",
        "Marchbank",
        ((CULTURE, Role.EDITOR), (CULTURE, Role.PUBLISHER), (SPORT, Role.EDITOR), (NEWS, Role.LEGAL)),
    ),
    DemoPerson(
        "ansgar",
        "Ansgar",
        "Fenwright",
        ((NEWS, Role.EDITOR), (NEWS, Role.PUBLISHER), (SPORT, Role.EDITOR), (SPORT, Role.PUBLISHER)),
        configures=True,
    ),
)

SECTIONS: Final = (
    DemoSection("news", "News"),
    DemoSection("business", "Business"),
    DemoSection("culture", "Culture"),
    DemoSection("sport", "Sport"),
    DemoSection("opinion", "Opinion"),
    DemoSection("environment", "Environment"),
)

AUTHORS: Final = (
    DemoAuthor(
        "rtidmarsh",
        "Runa Tidmarsh",
        "Runa Tidmarsh reports on the harbour, the council and the weather, which are often the same story. "
        "She grew up on Little Skerra and still keeps a bicycle there.",
        person="runa",
    ),
    DemoAuthor(
        "dpellworth",
        "Dário Pellworth",
        "Dário Pellworth writes about music, books and bread. He came for a festival and missed the bus.",
        person="dario",
    ),
    DemoAuthor(
        "tquillan",
        "Teo Quillan",
        "Teo Quillan covers everything that is won or lost in Port Averil. "
        "He rowed for the town for six years and has the back to show for it.",
        person="teo",
    ),
    DemoAuthor(
        "mokkonen",
        "Maud Okkonen",
        "Maud Okkonen edits the news and culture pages. She writes when she is cross.",
        person="maud",
    ),
    DemoAuthor(
        "hvarga",
        "Hedda Varga-Noyce",
        "Hedda Varga-Noyce was a harbour pilot for thirty-one years. Her column appears every second Monday.",
    ),
)
