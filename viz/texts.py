"""Every text of the app in Norwegian (bokmål) and English. Labels of indicators and instruments stand with these."""

from __future__ import annotations

from experiments.texts import Language
from viz.texts_views import VIEW_TEXTS

TEXTS: dict[str, dict[Language, str]] = {
    # ------------------------------------------------------------------------------------------------------- frame
    "title": {"nb": "Omland – sammenlign", "en": "Omland – compare"},
    "title_live": {"nb": "Omland – én kjøring", "en": "Omland – one run"},
    "nav": {"nb": "Sider", "en": "Pages"},
    "nav_compare": {"nb": "Sammenlign", "en": "Compare"},
    "nav_live": {"nb": "Én kjøring, år for år", "en": "One run, year by year"},
    "language": {"nb": "Språk", "en": "Language"},
    # ------------------------------------------------------------------------------------------------------- intro
    "heading": {"nb": "Hva ville vært annerledes, og for hvem?", "en": "What would be different, and for whom?"},
    "lead": {
        "nb": "En modell av {region} der hver innbygger, bolig, bedrift og offentlig tjeneste er med. Den svarer på én "
        "slags spørsmål: hva endrer et tiltak, sammenlignet med å la være?",
        "en": "A model of {region} with every resident, home, firm and public service in it. It answers one kind of "
        "question: what does a measure change, compared with not doing it?",
    },
    "not_forecast": {
        "nb": "Ikke en prognose. Bare forskjellen mellom to kjøringer er et svar.",
        "en": "Not a forecast. Only the difference between two runs is an answer.",
    },
    "for_heading": {"nb": "Hva modellen er til", "en": "What the model is for"},
    "not_for_heading": {"nb": "Hva den ikke er til", "en": "What it is not for"},
    "more": {"nb": "Hva modellen er til, og ikke", "en": "What the model is for, and not for"},
    # ---------------------------------------------------------------------------------------------------- choosing
    "region": {"nb": "Region", "en": "Region"},
    "comparison": {"nb": "Lagret sammenligning", "en": "Stored comparison"},
    "indicator": {"nb": "Vis", "en": "Show"},
    "runs": {"nb": "{n} parvise kjøringer", "en": "{n} paired runs"},
    # --------------------------------------------------------------------------------------------------------- map
    "map": {"nb": "Kart", "en": "Map"},
    "map_label": {"nb": "Kart over sonene i {region}", "en": "Map of the zones of {region}"},
    "map_help": {
        "nb": "Klikk en sone, eller bruk piltastene og Enter.",
        "en": "Click a zone, or use the arrow keys and Enter.",
    },
    "map_scheme": {
        "nb": "Skjematisk kart: sirklene viser innbyggere i {year} og er skjøvet fra hverandre.",
        "en": "Schematic map: circles show residents in {year} and are pushed apart.",
    },
    "show_difference": {"nb": "Forskjell", "en": "Difference"},
    "show_without": {"nb": "Uten tiltaket", "en": "Without it"},
    "show_with": {"nb": "Med tiltaket", "en": "With it"},
    "map_difference": {"nb": "Forskjell", "en": "Difference"},
    "map_note_difference": {
        "nb": "Mørk kant: sikkert når alle soner ses under ett. Blek: for usikkert til å si.",
        "en": "Dark outline: sure with all zones taken together. Pale: too close to call.",
    },
    "map_note_level": {
        "nb": "Nivåer er ikke prognoser; de viser hva modellen regner ut fra.",
        "en": "Levels are no forecasts; they show what the model starts from.",
    },
    "no_zones": {"nb": "{what} finnes ikke for enkeltsoner.", "en": "{what}: not known for single zones."},
    "zone_unknown": {"nb": "Ingen verdi her", "en": "No value here"},
    # -------------------------------------------------------------------------------------------------------- year
    "year": {"nb": "År", "en": "Year"},
    "play": {"nb": "Spill av", "en": "Play"},
    "pause": {"nb": "Stopp", "en": "Pause"},
    "starts": {"nb": "tiltaket starter {year}", "en": "the measure starts in {year}"},
    "on_day": {"nb": "1. januar {year}", "en": "1 January {year}"},
    "in_year": {"nb": "i {year}", "en": "in {year}"},
    # ------------------------------------------------------------------------------------------------------ charts
    "by_year": {"nb": "Forskjell år for år", "en": "Difference year by year"},
    "band_note": {
        "nb": "Linje: gjennomsnitt. Felt: 95 % intervall for gjennomsnittet. Loddrett strek: valgt år; prikket: tiltaket "
        "starter.",
        "en": "Line: mean. Band: 95 % interval of the mean. Upright line: chosen year; dotted: the measure starts.",
    },
    "chart_label": {
        "nb": "Diagram: {what}. Tallene står i tabellen.",
        "en": "Chart: {what}. The table holds the numbers.",
    },
    "in_region": {"nb": "i hele regionen", "en": "in the whole region"},
    "in_town": {"nb": "i byene", "en": "in the towns"},
    "in_hinterland": {"nb": "i omlandet", "en": "in the hinterland"},
    "in_near_hinterland": {"nb": "i det nære omlandet", "en": "in the near hinterland"},
    "in_far_hinterland": {"nb": "i det fjerne omlandet", "en": "in the far hinterland"},
    "in_place": {"nb": "i {place}", "en": "in {place}"},
    "in_outside": {"nb": "utenfor regionen", "en": "outside the region"},
    "no_value": {"nb": "{what}, {when}: ingen verdi.", "en": "{what}, {when}: no value."},
    "table": {"nb": "Hvem vinner, hvem taper", "en": "Who gains, who loses"},
    "place": {"nb": "Sted", "en": "Place"},
    "without": {"nb": "Uten", "en": "Without"},
    "with": {"nb": "Med", "en": "With"},
    "difference": {"nb": "Forskjell", "en": "Difference"},
    "interval": {"nb": "95 % intervall", "en": "95 % interval"},
    "without_with": {"nb": "Uten tiltaket {without}, med {with_}", "en": "Without it {without}, with it {with_}"},
    "outside_note": {
        "nb": "Utenfor: netto overføring siden start (flyttede arbeidsplasser teller minus der).",
        "en": "Outside: net transfer since the start (jobs that were moved count as minus there).",
    },
    # ------------------------------------------------------------------------------------------------------ report
    "made_by": {
        "nb": "Mappe {folder}. Frø {seeds}. Kode {code}…, region {region}…",
        "en": "Folder {folder}. Seeds {seeds}. Code {code}…, region {region}…",
    },
    "other_region": {
        "nb": "Denne sammenligningen er laget med andre data om regionen enn de som ligger her nå.",
        "en": "This comparison was made with other data about the region than those that are here now.",
    },
    "other_code": {
        "nb": "Laget med en annen versjon av modellen.",
        "en": "Made with another version of the model.",
    },
    # ----------------------------------------------------------------------------------------------------- compute
    "new": {"nb": "Ny sammenligning", "en": "New comparison"},
    "none_stored": {
        "nb": "Det ligger ingen ferdige sammenligninger for {region} her ennå. Regn ut en liten nå, det tar et minutt "
        "eller to:",
        "en": "There is no finished comparison for {region} here yet. Compute a small one now, it takes a minute or two:",
    },
    "against": {"nb": "Sammenlignes med: {base}", "en": "Compared with: {base}"},
    "no_measures": {
        "nb": "Biblioteket har ingen tiltak for {region}.",
        "en": "The library has no measures for {region}.",
    },
    "replications": {"nb": "Parvise kjøringer", "en": "Paired runs"},
    "replications_help": {
        "nb": "Flere kjøringer gir smalere intervaller. Til et vedtak: 20 eller flere.",
        "en": "More runs give narrower intervals. For a decision: 20 or more.",
    },
    "start": {"nb": "Regn ut", "en": "Compute"},
    "cancel": {"nb": "Avbryt", "en": "Cancel"},
    "running": {"nb": "Regner: {done} av {total} simulerte år.", "en": "Computing: {done} of {total} simulated years."},
    "time_left": {"nb": "Omtrent {seconds} sekunder igjen.", "en": "About {seconds} seconds left."},
    "preparing": {"nb": "Gjør klar …", "en": "Getting ready …"},
    "reporting": {"nb": "Tegner figurer og skriver rapport …", "en": "Drawing figures and writing the report …"},
    "cancelling": {"nb": "Avbryter …", "en": "Cancelling …"},
    "was_cancelled": {"nb": "Avbrutt. Ingenting er lagret.", "en": "Cancelled. Nothing was stored."},
    "failed": {"nb": "Det gikk ikke: {message}", "en": "It failed: {message}"},
    "busy": {
        "nb": "En annen sammenligning regnes ut nå. Vent til den er ferdig.",
        "en": "Another comparison is being computed now. Wait until it has finished.",
    },
    "unreadable": {
        "nb": "Sammenligningen kan ikke åpnes: {message}",
        "en": "The comparison cannot be opened: {message}",
    },
    # -------------------------------------------------------------------------------------------------------- live
    "live_lead": {
        "nb": "Mesas egen SolaraViz på én kjøring: ett steg er ett år. Én kjøring viser hvordan modellen virker, ikke hva "
        "et tiltak gir; til det trengs parvise kjøringer. Knappene er Mesas og på engelsk.",
        "en": "Mesa’s own SolaraViz on one run: a step is a year. One run shows how the model works, not what a measure "
        "does; that takes paired runs.",
    },
    "scenario": {"nb": "Scenario", "en": "Scenario"},
    "seed": {"nb": "Frø (Reset starter på nytt med det)", "en": "Seed (Reset starts again with it)"},
    "now": {"nb": "1. januar {year}. Simulerte år: {steps}", "en": "1 January {year}. Years simulated: {steps}"},
    "live_people": {"nb": "Innbyggere og arbeid", "en": "Residents and work"},
    "live_flows": {"nb": "Hva som skjedde i året", "en": "What happened in the year"},
    "live_map": {"nb": "Innbyggere i sonene, endring siden start", "en": "Residents by zone, change since the start"},
    "step_first": {"nb": "Trykk Step for å simulere det første året.", "en": "Press Step to simulate the first year."},
    "change_since": {"nb": "Innbyggere {now}, ved start {then}", "en": "Residents {now}, at the start {then}"},
}

FOR: dict[Language, tuple[str, ...]] = {
    "nb": (
        "Å sammenligne tiltak: statlige arbeidsplasser, veier og annet som endrer hva folk og bedrifter kan velge.",
        "Å se hvem som vinner og hvem som taper: byene, omlandet og steder utenfor regionen, kjønn og alder.",
        "Å se hvor sikkert svaret er. Samme tilfeldige tall brukes med og uten tiltaket, så forskjellen skyldes tiltaket.",
    ),
    "en": (
        "Comparing measures: state jobs, roads and other things that change what people and firms can choose.",
        "Seeing who gains and who loses: the towns, the hinterland and places outside the region, sex and age.",
        "Seeing how sure the answer is. The same random numbers are drawn with and without the measure, so the difference "
        "was caused by it.",
    ),
}


def text(key: str, language: Language, **values: object) -> str:
    """Return a text of the app."""
    return (TEXTS.get(key) or VIEW_TEXTS[key])[language].format(**values)
