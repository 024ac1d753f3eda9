"""Texts of the start page, the design page and of computing, in Norwegian (bokmål) and English."""

from __future__ import annotations

from experiments.sentences import PAYERS
from experiments.texts import Language
from experiments.wording import UNITS

Words = dict[Language, str]

TEXTS: dict[str, Words] = {
    # ------------------------------------------------------------------------------------------------------- pages
    "title_start": {"nb": "Omland – start", "en": "Omland – start"},
    "title_design": {"nb": "Omland – lag et scenario", "en": "Omland – build a scenario"},
    "nav_start": {"nb": "Start", "en": "Start"},
    "nav_design": {"nb": "Lag et scenario", "en": "Build a scenario"},
    # ------------------------------------------------------------------------------------------------------- start
    "which_region": {"nb": "Hvilken region?", "en": "Which region?"},
    "region_facts": {"nb": "{residents} innbyggere, {zones} soner", "en": "{residents} residents, {zones} zones"},
    "no_region": {
        "nb": "Regionen «{region}» finnes ikke her (lenger). Velg en av disse:",
        "en": "There is no region “{region}” here (any more). Choose one of these:",
    },
    "no_regions": {
        "nb": "Det ligger ingen regioner her. `omland region build` lager en.",
        "en": "There are no regions here. `omland region build` makes one.",
    },
    "region_broken": {"nb": "Regionen kan ikke leses: {message}", "en": "The region cannot be read: {message}"},
    "stored": {"nb": "Ferdige sammenligninger", "en": "Finished comparisons"},
    "stored_none": {
        "nb": "Ingen for {region} ennå. Regn ut en under.",
        "en": "None for {region} yet. Compute one below.",
    },
    "stored_more": {"nb": "Vis alle {n}", "en": "Show all {n}"},
    "stored_facts": {"nb": "{n} parvise kjøringer, {date}", "en": "{n} paired runs, {date}"},
    "compute": {"nb": "Regn ut en ny sammenligning", "en": "Compute a new comparison"},
    "measures": {"nb": "Velg ett til tre tiltak fra biblioteket", "en": "Choose one to three measures of the library"},
    "measures_of": {
        "nb": "Sammenlignes med «{base}», hvert for seg.",
        "en": "Each is compared with “{base}”.",
    },
    "most_measures": {
        "nb": "Tre er valgt. Fjern ett for å velge et annet.",
        "en": "Three are chosen. Remove one to choose another.",
    },
    "own": {
        "nb": "Finner du ikke tiltaket? Sett det sammen selv.",
        "en": "Is the measure not there? Put it together yourself.",
    },
    "own_button": {"nb": "Lag et scenario", "en": "Build a scenario"},
    "search": {"nb": "Søk", "en": "Search"},
    "search_found": {"nb": "{n} av {total}", "en": "{n} of {total}"},
    "search_none": {"nb": "Ingen treff på «{words}».", "en": "Nothing matches “{words}”."},
    "no_measures": {
        "nb": "Biblioteket har ingen tiltak for {region} ennå. Lag et scenario selv.",
        "en": "The library has no measures for {region} yet. Build a scenario yourself.",
    },
    "replications": {"nb": "Parvise kjøringer", "en": "Paired runs"},
    "replications_help": {
        "nb": "Flere kjøringer gir smalere intervaller. 4 gir et første inntrykk; til et vedtak: 20 eller flere.",
        "en": "More runs give narrower intervals. 4 are a first look; for a decision: 20 or more.",
    },
    "start": {"nb": "Regn ut", "en": "Compute"},
    # --------------------------------------------------------------------------------------------------- computing
    "computing": {"nb": "Regner ut: {title}", "en": "Computing: {title}"},
    "waiting": {
        "nb": "I kø: {ahead} foran. Den starter av seg selv; du kan lukke siden så lenge.",
        "en": "Queued: {ahead} ahead. It starts by itself; you may close this page meanwhile.",
    },
    "preparing": {"nb": "Gjør klar …", "en": "Getting ready …"},
    "running": {
        "nb": "{done} av {total} simulerte år.",
        "en": "{done} of {total} simulated years.",
    },
    "left_nothing": {"nb": "Straks ferdig.", "en": "Nearly done."},
    "left_seconds": {"nb": "Omtrent {n} sekunder igjen.", "en": "About {n} seconds left."},
    "left_minutes": {"nb": "Omtrent {n} minutter igjen.", "en": "About {n} minutes left."},
    "reporting": {"nb": "Tegner figurer og skriver rapport …", "en": "Drawing figures and writing the report …"},
    "cancel": {"nb": "Avbryt", "en": "Cancel"},
    "cancelling": {"nb": "Avbryter …", "en": "Cancelling …"},
    "was_cancelled": {
        "nb": "Avbrutt. Ingenting er lagret, og valgene står som de var.",
        "en": "Cancelled. Nothing was stored, and the choices are as they were.",
    },
    "was_interrupted": {
        "nb": "Appen ble stoppet mens «{title}» ble regnet ut. Det du valgte er tatt vare på.",
        "en": "The app was stopped while “{title}” was being computed. What you chose has been kept.",
    },
    "failed": {"nb": "Det gikk ikke: {message}", "en": "It failed: {message}"},
    "busy": {
        "nb": "Du har alt en utregning i gang, kanskje i en annen fane. Vent på den, eller avbryt den.",
        "en": "You have a computation under way already, perhaps in another tab. Wait for it, or cancel it.",
    },
    "full": {
        "nb": "Køen er full. Prøv igjen om litt; valgene står som de var.",
        "en": "The queue is full. Try again in a while; the choices are as they were.",
    },
    "again": {"nb": "Regn ut på nytt", "en": "Compute again"},
    "dismiss": {"nb": "Greit", "en": "All right"},
    "back_to_design": {"nb": "Åpne scenarioet", "en": "Open the scenario"},
    "is_done": {"nb": "«{title}» er ferdig.", "en": "“{title}” is done."},
    "open_result": {"nb": "Se resultatet", "en": "See the result"},
    # ------------------------------------------------------------------------------------------------------ design
    "design_heading": {"nb": "Lag et scenario for {region}", "en": "Build a scenario for {region}"},
    "design_lead": {
        "nb": "Velg tiltak, still på dem, og se hva de endrer sammenlignet med å la være.",
        "en": "Choose measures, set them, and see what they change compared with not doing it.",
    },
    "catalogue": {"nb": "Tiltak", "en": "Measures"},
    "catalogue_help": {"nb": "Klikk for å legge til.", "en": "Click to add."},
    "add": {"nb": "Legg til", "en": "Add"},
    "added": {"nb": "{label} er lagt til.", "en": "{label} was added."},
    "package": {"nb": "Dette scenarioet", "en": "This scenario"},
    "package_empty": {
        "nb": "Ingen tiltak ennå. Velg ett fra listen, eller åpne en fil.",
        "en": "No measures yet. Choose one from the list, or open a file.",
    },
    "name": {"nb": "Navn på scenarioet", "en": "Name of the scenario"},
    "remove": {"nb": "Fjern", "en": "Remove"},
    "remove_of": {"nb": "Fjern {label}", "en": "Remove {label}"},
    "pays": {
        "nb": "Betaler: {payers}. Hvor mye, viser sammenligningen.",
        "en": "Pays: {payers}. The comparison shows how much.",
    },
    "pays_nobody": {"nb": "Ingen betaler direkte.", "en": "Nobody pays directly."},
    "largest_in": {"nb": "Den største: {sector}", "en": "The largest: {sector}"},
    "reaches": {"nb": "Gjelder: {whom}", "en": "Reaches: {whom}"},
    "leaves_out": {"nb": "Hva det utelater (på engelsk)", "en": "What it leaves out"},
    "not_installed": {
        "nb": "«{kind}» finnes ikke i denne utgaven. Fjern det, eller installer det.",
        "en": "“{kind}” is not in this edition. Remove it, or install it.",
    },
    "from": {"nb": "Fra 1. januar", "en": "From 1 January"},
    "year": {"nb": "År", "en": "Year"},
    "until": {"nb": "Til 1. januar", "en": "Until 1 January"},
    "until_help": {"nb": "tomt = varer ved", "en": "empty = lasts"},
    "phase_in": {"nb": "Trappes opp over", "en": "Phased in over"},
    "phase_in_help": {"nb": "år; 0 = alt på en gang", "en": "years; 0 = all at once"},
    "choose": {"nb": "Velg …", "en": "Choose …"},
    "range": {"nb": "{low} til {high}", "en": "{low} to {high}"},
    "range_from": {"nb": "{low} eller mer", "en": "{low} or more"},
    "does_nothing": {"nb": "{neutral} = ingen endring", "en": "{neutral} = no change"},
    "more_levers": {"nb": "Flere innstillinger ({n})", "en": "More settings ({n})"},
    "world": {"nb": "Verden utenfor", "en": "The world outside"},
    "world_note": {
        "nb": "Det regionen ikke rår over, som faktor på en referansebane: 1 er referansen. Scenarioet sammenlignes med "
        "samme verden uten tiltakene.",
        "en": "What the region cannot decide, as a factor on a reference path: 1 is the reference. The scenario is "
        "compared with the same world without the measures.",
    },
    "world_range": {
        "nb": "lavt {low}, høyt {high}",
        "en": "low {low}, high {high}",
    },
    "world_by_year": {"nb": "fra filen, etter år: {years}", "en": "from the file, by year: {years}"},
    "world_changed": {"nb": "Verden utenfor ({n} endret)", "en": "The world outside ({n} changed)"},
    "years": {"nb": "Antall år", "en": "Number of years"},
    "years_help": {"nb": "fra {start}", "en": "from {start}"},
    "parameters_kept": {
        "nb": "Filen setter også tall i selve modellen, som beholdes: {names}.",
        "en": "The file also sets numbers of the model itself, which are kept: {names}.",
    },
    "file": {"nb": "Ta vare på, eller åpne", "en": "Keep, or open"},
    "file_note": {
        "nb": "Filen er den samme som kommandolinjen leser. Lenken i adressefeltet holder alle valg.",
        "en": "The file is the one that the command line reads. The link in the address bar holds all choices.",
    },
    "save": {"nb": "Last ned TOML-fil", "en": "Download TOML file"},
    "open": {"nb": "Åpne TOML-fil", "en": "Open TOML file"},
    "copy": {"nb": "Kopier lenke", "en": "Copy link"},
    "copied": {"nb": "Lenken er kopiert", "en": "The link is copied"},
    "not_copied": {"nb": "Kopier adressen øverst i nettleseren", "en": "Copy the address at the top of the browser"},
    "start_over": {"nb": "Begynn på nytt", "en": "Start over"},
    "undo": {"nb": "Angre", "en": "Undo"},
    "was_opened": {"nb": "Åpnet {name}.", "en": "Opened {name}."},
    "other_region": {
        "nb": "Filen gjelder {region}; regionen er byttet.",
        "en": "The file is about {region}; the region was changed.",
    },
    "too_large": {
        "nb": "{name} er for stor for en scenariofil ({size}). Største størrelse er {most}. Ingenting er endret.",
        "en": "{name} is too large for a scenario file ({size}). The most is {most}. Nothing was changed.",
    },
    "no_text": {
        "nb": "{name} kan ikke leses som tekst. Velg en scenariofil som slutter på .toml. Ingenting er endret.",
        "en": "{name} cannot be read as text. Choose a scenario file that ends in .toml. Nothing was changed.",
    },
    "unreadable_file": {
        "nb": "Filen kan ikke åpnes, og ingenting er endret. {message}",
        "en": "The file cannot be opened, and nothing was changed. {message}",
    },
    "unreadable_link": {
        "nb": "Lenken holder ikke et helt scenario, så du begynner på nytt her. {message}",
        "en": "The link does not hold a whole scenario, so you start afresh here. {message}",
    },
    "too_long": {
        "nb": "Scenarioet er for stort for en lenke. Last ned filen for å ta vare på det.",
        "en": "The scenario is too large for a link. Download the file to keep it.",
    },
    "compare": {"nb": "Sammenlign med å la være", "en": "Compare with not doing it"},
    "compare_world": {
        "nb": "Uten tiltak sammenlignes verden du har valgt, med referansen.",
        "en": "Without measures, the world you have chosen is compared with the reference.",
    },
    "compare_nothing": {
        "nb": "Velg minst ett tiltak, eller endre verden utenfor.",
        "en": "Choose at least one measure, or change the world outside.",
    },
    "keep": {"nb": "Ta vare på denne som variant", "en": "Keep this as a variant"},
    "keep_help": {
        "nb": "Da kan du endre scenarioet videre og sammenligne variantene med hverandre, opptil tre om gangen.",
        "en": "Then you can go on changing the scenario and compare the variants with each other, up to three at a time.",
    },
    "kept": {"nb": "Sammenlignes samtidig:", "en": "Compared at the same time:"},
    "edit": {"nb": "Bytt til denne", "en": "Switch to this"},
    "kept_same": {
        "nb": "Scenarioet er likt en variant. Endre det, eller fjern varianten.",
        "en": "The scenario is the same as a variant. Change it, or remove the variant.",
    },
    "kept_other": {
        "nb": "Variantene må ha samme region, antall år og verden utenfor.",
        "en": "Variants must have the same region, number of years and world outside.",
    },
    "faults": {
        "nb": "{n} å rette før det kan regnes ut: {where}.",
        "en": "{n} to mend before it can be computed: {where}.",
    },
    # ----------------------------------------------------------------------------------- what would be right, beside
    "right_number": {"nb": "Skal være et tall, {range}.", "en": "Must be a number, {range}."},
    "right_integer": {"nb": "Skal være et helt tall, {range}.", "en": "Must be a whole number, {range}."},
    "right_choice": {"nb": "Velg fra listen.", "en": "Choose from the list."},
    "right_from": {"nb": "Tidligst {start}.", "en": "{start} at the earliest."},
    "right_until": {
        "nb": "Skal være senere enn fra-året, eller tomt.",
        "en": "Must be later than the year it starts, or empty.",
    },
    "right_phase_in": {"nb": "Skal være 0 eller flere hele år.", "en": "Must be 0 or more whole years."},
    "right_years": {"nb": "Skal være 1 til 100 hele år.", "en": "Must be 1 to 100 whole years."},
}

AREAS: dict[str, Words] = {
    "1": {"nb": "Levende sentrum og boliger", "en": "Living centre and homes"},
    "2": {"nb": "Tjenester", "en": "Services"},
    "3": {"nb": "Utdanning og kompetanse", "en": "Education and skills"},
    "4": {"nb": "Næringsliv og arbeidsplasser", "en": "Business and jobs"},
    "5": {"nb": "Transport og digitale nett", "en": "Transport and digital networks"},
    "6": {"nb": "Planlegging", "en": "Planning"},
    "7": {"nb": "Samarbeid", "en": "Cooperation"},
    "beyond": {"nb": "Andre virkemidler", "en": "Beyond the strategy"},
    "event": {"nb": "Hendelser", "en": "Events"},
    "world": {"nb": "Verden utenfor", "en": "The world outside"},
}

# What levers are measured in, where the figures' own words (experiments/wording.py) do not say it.


OPTION_WORDS: dict[str, Words] = {
    "yes": {"nb": "ja", "en": "yes"},
    "no": {"nb": "nei", "en": "no"},
    "county": {"nb": "fylket", "en": "the county"},
    "state": {"nb": "staten", "en": "the state"},
    "municipality": {"nb": "kommunen", "en": "the municipality"},
    "rural": {"nb": "spredt bebyggelse", "en": "rural zones"},
    "hinterland": {"nb": "omlandet", "en": "the hinterland"},
    "town": {"nb": "byene", "en": "towns"},
    "centre": {"nb": "sentrum", "en": "centres"},
    "village": {"nb": "tettsteder", "en": "villages"},
    "all": {"nb": "alle", "en": "all"},
    "fibre": {"nb": "fiber", "en": "fibre"},
    "wireless": {"nb": "trådløst", "en": "wireless"},
    "towns": {"nb": "byene", "en": "towns"},
    "villages": {"nb": "tettstedene", "en": "villages"},
    "settlements": {"nb": "byer og tettsteder", "en": "towns and villages"},
    "centre_and_town": {"nb": "sentrum og by", "en": "centre and town"},
    "everywhere": {"nb": "overalt", "en": "everywhere"},
    "hub": {"nb": "knutepunktet", "en": "the transport hub"},
    "house": {"nb": "huset alene", "en": "the house alone"},
    "with_library": {"nb": "med bibliotek", "en": "with a library"},
    "with_library_and_hall": {"nb": "med bibliotek og idrettshall", "en": "with a library and a sports hall"},
    "homes": {"nb": "boliger", "en": "homes"},
    "premises": {"nb": "lokaler", "en": "premises"},
    "detached": {"nb": "enebolig", "en": "detached house"},
    "row": {"nb": "rekkehus", "en": "row house"},
    "flat": {"nb": "leilighet", "en": "flat"},
    "owned": {"nb": "eid", "en": "owned"},
    "cooperative": {"nb": "borettslag", "en": "cooperative"},
    "rented": {"nb": "leid", "en": "rented"},
    "municipal": {"nb": "kommunal", "en": "municipal"},
    "co_living": {"nb": "bofellesskap", "en": "co-living"},
    "builds": {"nb": "kommunen bygger", "en": "the municipality builds"},
    "named": {"nb": "den du velger her", "en": "the one you choose here"},
    "owner": {"nb": "eieren", "en": "the owner"},
    "general": {"nb": "allmenne fag", "en": "general"},
    "care": {"nb": "helse og omsorg", "en": "health and care"},
    "technical": {"nb": "tekniske fag", "en": "technical"},
    "business": {"nb": "økonomi og administrasjon", "en": "business"},
    "women_and_young": {"nb": "kvinner og unge", "en": "women and the young"},
    "women": {"nb": "kvinner", "en": "women"},
    "young": {"nb": "unge", "en": "the young"},
    "everybody": {"nb": "alle", "en": "everybody"},
    "guarantees": {"nb": "kommunen garanterer", "en": "the municipality guarantees"},
}


def said(key: str, language: Language, **values: object) -> str:
    """Return a text of these pages."""
    return TEXTS[key][language].format(**values)


def unit_said(unit: str, language: Language) -> str:
    """Return what a lever is measured in; as declared where nothing is known about it."""
    words = UNITS.get(unit)
    return unit if words is None else words[language]


def payer_said(account: str, language: Language) -> str:
    """Return who pays; the account's own name where nothing is known about it."""
    words = PAYERS.get(account)
    return account.replace("_", " ") if words is None else words[language]
