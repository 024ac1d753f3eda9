"""The fixed texts of the report in Norwegian (bokmål) and English."""

from __future__ import annotations

from experiments.texts import Language

TEXTS: dict[str, dict[Language, str]] = {
    "heading": {
        "nb": "Hva ville vært annerledes? {region} {start}–{end}",
        "en": "What would be different? {region} {start}–{end}",
    },
    "lead": {
        "nb": "Sammenlignet med «{base}». {n} parvise kjøringer av Omland, en modell der hver innbygger, bolig og "
        "arbeidsplass er med.",
        "en": "Compared with “{base}”. {n} paired runs of Omland, a model with every resident, home and employer in it.",
    },
    "interval_note": {
        "nb": "Tall i parentes er 95 % intervall for gjennomsnittet over kjøringene. {varied} Intervallet sier ikke om "
        "modellens mekanismer er riktige. «For usikkert til å si»: intervallet rommer {least}. Av hundre "
        "virkninger som er null, ser omtrent fem sikre ut ved en tilfeldighet.",
        "en": "Numbers in brackets are 95 % intervals of the mean over runs. {varied} They do not say whether the "
        "model’s mechanisms are right. “Too close to call”: the interval holds {least}. Of a hundred "
        "effects that are nil, about five look sure by chance.",
    },
    "zero": {"nb": "null", "en": "zero"},
    "least": {
        "nb": "den minste virkningen som betyr noe ({listed})",
        "en": "the smallest effect that matters ({listed})",
    },
    "who_gains": {"nb": "Hvem vinner, hvem taper", "en": "Who gains, who loses"},
    "indicator": {"nb": "Hva", "en": "What"},
    "when": {"nb": "Når", "en": "When"},
    "table_note": {
        "nb": "Forskjell fra sammenligningsgrunnlaget. Grått: uendret eller for usikkert til å si. Utenfor: netto "
        "overføring til steder utenfor regionen siden start (flyttede arbeidsplasser teller minus der). "
        "Hver by og kommune for seg står i summary.csv.",
        "en": "Difference from the base. Grey: unchanged or too close to call. Outside: net transfer to places outside "
        "the region since the start (jobs that were moved count as minus there). Each town and municipality by itself "
        "is in summary.csv.",
    },
    "all_rows": {"nb": "Flere tall", "en": "More numbers"},
    "every_run": {"nb": "i alle kjøringer", "en": "in every run"},
    "winners_heading": {"nb": "Vinnere og tapere", "en": "Winners and losers"},
    "winners_note": {
        "nb": "Forskjell ved slutten av kjøringen, med 95 % intervall, og i hvor mange av kjøringene den er over null. "
        "Grått: uendret, for lite til å bety noe eller for usikkert til å si. Verdi av bostedsvalget: forventet nytte "
        "av det beste bostedet, i modellens nytteenheter.",
        "en": "Difference at the end of the run, with its 95 % interval, and in how many of the runs it is above zero. "
        "Grey: unchanged, too small to matter or too close to call. Worth of the residential choice: expected utility "
        "of the best home, in the model’s units of utility.",
    },
    "place": {"nb": "Sted", "en": "Place"},
    "of_runs": {"nb": "over null i {k} av {n}", "en": "above zero in {k} of {n}"},
    "trace_note": {
        "nb": "Hvert tall er en rad i summary.csv i mappen som er nevnt til slutt; pek på tallet for å se hvilken.",
        "en": "Every number is a row of summary.csv in the folder that is named at the end; point at the number to see "
        "which.",
    },
    "problem_text": {
        "nb": "Hva som skal oppnås, er et politisk valg som modellen ikke tar. Den viser hva som skjer uten nye tiltak, og "
        "det er det alle virkninger måles mot.",
        "en": "What is to be achieved is a political choice that the model does not make. It shows what happens without "
        "new measures, and against that all effects are measured.",
    },
    "measures_text": {
        "nb": "Bare tiltakene over er regnet ut. Andre som kan være aktuelle, må regnes ut for seg.",
        "en": "Only the measures above were computed. Others that may be relevant have to be computed by themselves.",
    },
    "principles_text": {
        "nb": "Modellen sier ingenting om rettigheter, likebehandling, personvern, lokalt selvstyre eller EØS-regler. Det "
        "må vurderes utenfor modellen. Fordelingen mellom by og omland, kjønn og alder står under spørsmål 4.",
        "en": "The model says nothing about rights, equal treatment, privacy, local self-government or EEA rules. These "
        "have to be assessed outside it. How effects are spread over town and hinterland, sex and age stands under "
        "question 4.",
    },
    "lasting": {
        "nb": "siste år, {last}, er virkningen på folketallet {effect}; halvveis, {middle}, var den {before}.",
        "en": "in the last year, {last}, the effect on the population is {effect}; half-way, {middle}, it was {before}.",
    },
    "recommend_text": {
        "nb": "Modellen anbefaler ikke. Den sier hva som er sikkert nok til å bygge på; der intervallene overlapper, kan "
        "tiltakene ikke rangeres.",
        "en": "The model does not recommend. It says what is sure enough to build on; where intervals overlap, measures "
        "cannot be ranked.",
    },
    "sure_rows": {"nb": "sikkert for {listed}.", "en": "sure for {listed}."},
    "sure_none": {
        "nb": "ingenting i hovedtabellen er sikkert for hele regionen.",
        "en": "nothing in the main table is sure for the whole region.",
    },
    "over_time": {"nb": "Hvor varig: virkning år for år", "en": "How lasting: effect year by year"},
    "where": {"nb": "Hvor", "en": "Where"},
    "who_heading": {"nb": "Hvem som flytter hit og hvem som får jobbene", "en": "Who moves here and who gets the jobs"},
    "group": {"nb": "Gruppe", "en": "Group"},
    "flows_note": {
        "nb": "Forskjell i sum over {first}–{last}, hele regionen. En som bytter jobb, åpner en stilling for en annen: "
        "ansettelsene er flere enn de nye stillingene.",
        "en": "Difference in the sum over {first}–{last}, the whole region. Who changes jobs opens a post for somebody "
        "else: there are more hires than new posts.",
    },
    "who_pays": {"nb": "Hvem betaler", "en": "Who pays"},
    "payer": {"nb": "Betaler", "en": "Payer"},
    "payers_note": {
        "nb": "Mill. kr, sum {first}–{last}, faste priser, ikke neddiskontert. Bare tiltakets egne betalinger.",
        "en": "NOK million, sum {first}–{last}, constant prices, not discounted. Only the measure’s own payments.",
    },
    "nobody_pays": {
        "nb": "Modellen fører ingen betaling for tiltakene.",
        "en": "The model records no payment for the measures.",
    },
    "null_heading": {"nb": "Nullalternativet", "en": "The null alternative: no new measures"},
    "null_text": {
        "nb": "Slik går det i modellen uten nye tiltak. Dette er ikke en prognose: bare forskjellen mellom to kjøringer "
        "er et svar.",
        "en": "What happens in the model without new measures. It is no forecast: only the difference between two runs "
        "is an answer.",
    },
    "assumptions": {"nb": "Forutsetninger", "en": "Assumptions"},
    "world_heading": {"nb": "Verden utenfor", "en": "The world outside"},
    "world_value": {"nb": "{value} × referansebanen", "en": "{value} × the reference path"},
    "world_reference": {"nb": "referansebanen", "en": "the reference path"},
    "leaves_out": {"nb": "Ikke med (på engelsk):", "en": "Left out:"},
    "from": {"nb": "Fra {start}.", "en": "From {start}."},
    "from_until": {"nb": "Fra {start} til og med {last}.", "en": "From {start} to {last}."},
    "phase_in": {"nb": " Innfases over {n} år.", "en": " Phased in over {n} years."},
    "parameters": {
        "nb": "Modellen har {n} parametre med kilde og usikkerhet; {assumed} av dem er antakelser uten målt grunnlag. "
        "Endret i disse scenarioene: {changed}. Alle står i «omland list parameters».",
        "en": "The model has {n} parameters with source and range; {assumed} of them are assumptions without a measured "
        "basis. Changed in these scenarios: {changed}. “omland list parameters” shows all.",
    },
    "none": {"nb": "ingen", "en": "none"},
    "not_for_heading": {"nb": "Hva dette ikke må brukes til", "en": "What this must not be used for"},
    "repeat_heading": {"nb": "Slik kan det gjentas", "en": "How to repeat it"},
    "repeat_text": {
        "nb": "Alle tall står i results.parquet i samme mappe, med scenariofilene og manifest.json ved siden av.",
        "en": "Every number is in results.parquet in the same folder, with the scenario files and manifest.json beside it.",
    },
    "alt_who_gains": {
        "nb": "Forskjell ved slutten i region, byer, omland og utenfor, med intervall; tallene står i tabellene under.",
        "en": "Difference at the end in region, towns, hinterland and outside, with intervals; the tables below hold "
        "the numbers.",
    },
    "alt_effect_by_year": {
        "nb": "Forskjell år for år i byer, omland og utenfor, med intervall.",
        "en": "Difference year by year in towns, hinterland and outside, with intervals.",
    },
    "alt_map": {
        "nb": "Kart over sonene: farge viser flere eller færre innbyggere ved slutten.",
        "en": "Map of the zones: colour shows more or fewer residents at the end.",
    },
    "alt_null_alternative": {
        "nb": "Innbyggere, sysselsatte og arbeidsplasser uten tiltak, indeks, byer og omland.",
        "en": "Residents, employed residents and jobs without measures, index, towns and hinterland.",
    },
}

QUESTIONS: dict[Language, tuple[str, ...]] = {  # of utredningsinstruksen (2016), section 2-1
    "nb": (
        "Hva er problemet, og hva vil vi oppnå?",
        "Hvilke tiltak er relevante?",
        "Hvilke prinsipielle spørsmål reiser tiltakene?",
        "Hva er de positive og negative virkningene av tiltakene, hvor varige er de, og hvem blir berørt?",
        "Hvilket tiltak anbefales, og hvorfor?",
        "Hva er forutsetningene for en vellykket gjennomføring?",
    ),
    "en": (
        "What is the problem, and what do we want to achieve?",
        "Which measures are relevant?",
        "Which questions of principle do the measures raise?",
        "What are the positive and negative effects of the measures, how lasting are they, and who is affected?",
        "Which measure is recommended, and why?",
        "What are the conditions for a successful implementation?",
    ),
}

NOT_FOR: dict[Language, tuple[str, ...]] = {
    "nb": (
        "Som prognose: nivåene er ikke kalibrert for det. Bare forskjeller mellom scenarioer er ment som svar.",
        "Om enkeltpersoner, enkelthusholdninger, enkeltbedrifter eller adresser: de er oppdiktet ut fra kommunetall.",
        "Til å rangere tiltak der intervallene overlapper, eller der virkningen er «for usikkert til å si».",
        "Som eneste grunnlag for et vedtak. Modellen er en første utgave; mekanismer som mangler, står under «Ikke med».",
        "Til å si hvor en bestemt skole, butikk eller vei bør ligge.",
        "Uten å se hva som varierer mellom kjøringene: det intervallene ikke dekker, er like usikkert.",
    ),
    "en": (
        "As a forecast: levels are not calibrated for that. Only differences between scenarios are meant as answers.",
        "About single persons, households, firms or addresses: they are invented from municipality figures.",
        "To rank measures whose intervals overlap, or whose effect is “too close to call”.",
        "As the only basis of a decision. The model is a first edition; what is missing stands under “Left out”.",
        "To say where a particular school, shop or road should be.",
        "Without seeing what varies between the runs: what the intervals do not cover is just as unsure.",
    ),
}


def text(key: str, language: Language, **values: object) -> str:
    """Return a text of the report."""
    return TEXTS[key][language].format(**values)
