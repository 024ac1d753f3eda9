"""Texts of the pages that show results: Explore, Compare, Experiments, Report."""

from __future__ import annotations

from experiments.texts import Language

VIEW_TEXTS: dict[str, dict[Language, str]] = {
    # ------------------------------------------------------------------------------------------------------- frame
    "nav_explore": {"nb": "Utforsk", "en": "Explore"},
    "nav_experiments": {"nb": "Eksperimenter", "en": "Experiments"},
    "nav_report": {"nb": "Rapport", "en": "Report"},
    "title_explore": {"nb": "Omland – utforsk", "en": "Omland – explore"},
    "title_experiments": {"nb": "Omland – eksperimenter", "en": "Omland – experiments"},
    "title_report": {"nb": "Omland – rapport", "en": "Omland – report"},
    "heading_compare": {"nb": "Hva endrer tiltakene, og for hvem?", "en": "What do the measures change, and for whom?"},
    "heading_explore": {"nb": "Utforsk regionen", "en": "Explore the region"},
    "heading_experiments": {"nb": "Eksperimenter", "en": "Experiments"},
    "heading_report": {"nb": "Rapport", "en": "Report"},
    "heading_live": {"nb": "Én kjøring, år for år", "en": "One run, year by year"},
    "skip": {"nb": "Til innholdet", "en": "To the content"},
    "live_controls": {"nb": "Vis eller skjul kontrollene", "en": "Show or hide the controls"},
    "live_theme": {"nb": "Bytt mellom lyst og mørkt", "en": "Switch between light and dark"},
    # ------------------------------------------------------------------------------------------------------ figures
    "figure_table": {"nb": "Vis tabell", "en": "Show table"},
    "figure_hide": {"nb": "Skjul tabell", "en": "Hide table"},
    "figure_csv": {"nb": "Last ned CSV", "en": "Download CSV"},
    "figure_picture": {"nb": "Last ned bilde", "en": "Download picture"},
    "basis": {
        "nb": "Gjennomsnitt av {n} parvise kjøringer. {varied} Mappe: {folder}.",
        "en": "Mean of {n} paired runs. {varied} Folder: {folder}.",
    },
    "basis_one": {
        "nb": "Én kjøring, uten intervall. Mappe: {folder}.",
        "en": "One run, without interval. Folder: {folder}.",
    },
    # ------------------------------------------------------------------------------------------------------ pickers
    "group": {"nb": "For hvem, eller av hva", "en": "For whom, or of what"},
    "where": {"nb": "Hvor", "en": "Where"},
    "everybody": {"nb": "alle", "en": "all"},
    "each_town": {"nb": "Hver by og dens omland", "en": "Each town and its hinterland"},
    "municipalities": {"nb": "Kommuner", "en": "Municipalities"},
    "zones": {"nb": "Soner", "en": "Zones"},
    "theme_people": {"nb": "Befolkning og husholdninger", "en": "People and households"},
    "theme_work": {"nb": "Arbeid og næring", "en": "Work and business"},
    "theme_homes": {"nb": "Boliger", "en": "Homes"},
    "theme_money": {"nb": "Økonomi og handel", "en": "Money and retail"},
    "theme_services": {"nb": "Tjenester", "en": "Services"},
    "theme_travel": {"nb": "Ut av regionen", "en": "Out of the region"},
    "theme_environment": {"nb": "Areal, reiser og utslipp", "en": "Land, travel and emissions"},
    "theme_digital": {"nb": "Nett og hjemmearbeid", "en": "Broadband and remote work"},
    "theme_welfare": {"nb": "Velferd", "en": "Welfare"},
    "theme_other": {"nb": "Annet", "en": "Other"},
    "by_age": {"nb": "Etter alder", "en": "By age"},
    "by_sex": {"nb": "Etter kjønn", "en": "By sex"},
    "by_age_sex": {"nb": "Etter alder og kjønn", "en": "By age and sex"},
    "by_cause": {"nb": "Etter årsak", "en": "By cause"},
    "by_mode": {"nb": "Etter reisemåte", "en": "By way of travelling"},
    "by_mode_age": {"nb": "Etter reisemåte og alder", "en": "By way of travelling and age"},
    "by_mode_service": {"nb": "Etter reisemåte og tjeneste", "en": "By way of travelling and service"},
    "by_origin": {"nb": "Etter hvor de vokste opp", "en": "By where they grew up"},
    "by_payer": {"nb": "Etter hvem som betaler", "en": "By who pays"},
    "by_post": {"nb": "Etter arbeidssted", "en": "By place of work"},
    "by_posts": {"nb": "Etter stilling", "en": "By post"},
    "by_purpose": {"nb": "Etter formål", "en": "By purpose"},
    "by_sector": {"nb": "Etter næring", "en": "By sector"},
    "by_service": {"nb": "Etter tjeneste", "en": "By service"},
    "by_source": {"nb": "Etter hvor de kom fra", "en": "By where they came from"},
    "by_state": {"nb": "Etter tilstand", "en": "By state"},
    "by_technology": {"nb": "Etter teknologi", "en": "By technology"},
    "by_tenure": {"nb": "Etter eieform", "en": "By tenure"},
    "by_to": {"nb": "Etter mål", "en": "By destination"},
    "by_type": {"nb": "Etter boligtype", "en": "By type"},
    "by_use": {"nb": "Etter bruk", "en": "By use"},
    "by_work": {"nb": "Etter arbeidssted", "en": "By place of work"},
    "by_other": {"nb": "Andre grupper", "en": "Other groups"},
    # ------------------------------------------------------------------------------------------------------ compare
    "lead_compare": {
        "nb": "Velg hva du lurer på. Svaret er forskjellen fra å la være, med et intervall som sier hvor sikker den er.",
        "en": "Choose what you want to know. The answer is the difference from doing nothing, with an interval that says "
        "how sure it is.",
    },
    "answer_here": {"nb": "Svaret for det du har valgt", "en": "The answer to what you chose"},
    "answer_whole": {"nb": "Hele svaret om tiltakene", "en": "The whole answer about the measures"},
    "brackets": {
        "nb": "I parentes: 95 % intervall for gjennomsnittet.",
        "en": "In brackets: 95 % interval of the mean.",
    },
    "in_words": {
        "nb": "{measure} – {what}, {where}, {when}: {effect}.",
        "en": "{measure} – {what}, {where}, {when}: {effect}.",
    },
    "without_level": {"nb": "Uten tiltaket er tallet {level}.", "en": "Without the measure the number is {level}."},
    "sign_shares": {
        "nb": "Høyere i {above} og lavere i {below} av {n} kjøringer.",
        "en": "Higher in {above} and lower in {below} of {n} runs.",
    },
    "to_settle": {
        "nb": "Flere kjøringer som trengs for å avgjøre det, om gjennomsnittet holder seg: omtrent {n}.",
        "en": "More runs that would settle it, if the mean stays where it is: about {n}.",
    },
    "to_settle_many": {
        "nb": "Å avgjøre det ville kreve mer enn {n} kjøringer til.",
        "en": "Settling it would take more than {n} more runs.",
    },
    "side_by_side": {"nb": "Tiltakene side om side, {where}", "en": "The measures side by side, {where}"},
    "map_of": {"nb": "Kart for tiltaket", "en": "Map of the measure"},
    "map_heading": {"nb": "Kart: {measure}", "en": "Map: {measure}"},
    "ranked": {"nb": "Alle forskjeller, {where}: {measure}", "en": "All differences, {where}: {measure}"},
    "ranked_lead": {
        "nb": "Det sikre først, så det største i prosent. {when}; det som skjer i løpet av året, er lagt sammen over "
        "{first}–{last}.",
        "en": "What is sure first, then the largest in per cent. {when}; what happens during a year is added up over "
        "{first}–{last}.",
    },
    "ranked_sure": {
        "nb": "Sikkert: {n} av {total}. Om lag én av tjue ser sikre ut ved en tilfeldighet.",
        "en": "Sure: {n} of {total}. About one in twenty looks sure by chance.",
    },
    "ranked_more": {"nb": "Vis også de {n} som er for usikre til å si", "en": "Show the {n} too close to call as well"},
    "ranked_fewer": {"nb": "Vis bare det sikre", "en": "Show only what is sure"},
    "ranked_none": {"nb": "Ingen forskjell her er sikker.", "en": "No difference here is sure."},
    "what": {"nb": "Hva", "en": "What"},
    "percent": {"nb": "I prosent", "en": "In per cent"},
    "percent_of": {"nb": "{low} til {high} %", "en": "{low} to {high} %"},
    "who_gains": {"nb": "Hvem vinner: innbyggere {when}, {measure}", "en": "Who gains: residents on {when}, {measure}"},
    "who_note": {
        "nb": "Nære omland: inntil 20 minutter med bil fra en by. Grått: uendret eller for usikkert til å si.",
        "en": "Near hinterland: up to 20 minutes by car from a town. Grey: unchanged or too close to call.",
    },
    "who_pays": {"nb": "Hvem betaler", "en": "Who pays"},
    "payer": {"nb": "Betaler", "en": "Payer"},
    "payers_note": {
        "nb": "Mill. kr, sum {first}–{last}, faste priser, ikke neddiskontert. Bare tiltakets egne betalinger. "
        "Under tallet: 95 % intervall.",
        "en": "NOK million, sum {first}–{last}, constant prices, not discounted. Only the measure’s own payments. "
        "Below the number: 95 % interval.",
    },
    "nobody_pays": {"nb": "Modellen fører ingen betaling her.", "en": "The model records no payment here."},
    "assumptions": {"nb": "Forutsetninger, og hva som er utelatt", "en": "Assumptions, and what is left out"},
    "nothing_stored": {
        "nb": "Det ligger ingen ferdig sammenligning for {region} her ennå.",
        "en": "There is no finished comparison for {region} here yet.",
    },
    "zone": {"nb": "Sone", "en": "Zone"},
    "municipality": {"nb": "Kommune", "en": "Municipality"},
    "level": {"nb": "Nivå", "en": "Level"},
    "low": {"nb": "95 %, nedre", "en": "95 %, low"},
    "high": {"nb": "95 %, øvre", "en": "95 %, high"},
    "zone_level": {"nb": "{when}: {level}", "en": "{when}: {level}"},
    # ------------------------------------------------------------------------------------------------------ explore
    "lead_explore": {
        "nb": "Nivåene slik modellen regner dem ut, i gjennomsnitt over kjøringene. De er ikke prognoser; bare forskjeller "
        "mellom scenarioer er svar.",
        "en": "Levels as the model computes them, as means over runs. They are no forecasts; only differences between "
        "scenarios are answers.",
    },
    "level_of": {"nb": "{what}, {when}: {where} {level}.", "en": "{what}, {when}: {where} {level}."},
    "explore_map": {"nb": "Kart: {what}, {when}", "en": "Map: {what}, {when}"},
    "explore_series": {"nb": "Utvikling: {what}", "en": "Over the years: {what}"},
    "explore_series_note": {
        "nb": "Loddrett strek: valgt år; prikket: et tiltak starter.",
        "en": "Upright line: chosen year; dotted: a measure starts.",
    },
    "lines": {"nb": "Linjer", "en": "Lines"},
    "lines_sums": {"nb": "Byer og omland", "en": "Towns and hinterland"},
    "lines_towns": {"nb": "Hver by", "en": "Each town"},
    "lines_municipalities": {"nb": "Kommuner", "en": "Municipalities"},
    "lines_place": {"nb": "Valgt sted", "en": "Chosen place"},
    "pyramid": {
        "nb": "Innbyggere etter alder og kjønn, {where}, {when}",
        "en": "Residents by age and sex, {where}, {when}",
    },
    "pyramid_note": {
        "nb": "Fylt: {when}. Omriss: 1. januar {start}. Aldersgruppene er ulike brede.",
        "en": "Filled: {when}. Outline: 1 January {start}. Age groups are of unequal width.",
    },
    "pyramid_then": {"nb": "{group}, {year}", "en": "{group}, {year}"},
    "age": {"nb": "Alder", "en": "Age"},
    "no_levels": {"nb": "Ingen verdi her: {what}.", "en": "No value here: {what}."},
    # -------------------------------------------------------------------------------------------------- experiments
    "lead_experiments": {
        "nb": "Resultater av «omland sweep», «omland sensitivity» og «omland breakeven» i resultatmappen.",
        "en": "Results of “omland sweep”, “omland sensitivity” and “omland breakeven” in the results folder.",
    },
    "no_experiments": {
        "nb": "Det ligger ingen eksperimenter i resultatmappen ennå. Slik lages ett: omland sweep DESIGN.toml",
        "en": "There are no experiments in the results folder yet. To make one: omland sweep DESIGN.toml",
    },
    "experiment": {"nb": "Eksperiment", "en": "Experiment"},
    "kind_sweep": {"nb": "mange punkter", "en": "sweep"},
    "kind_sensitivity": {"nb": "følsomhet", "en": "sensitivity"},
    "kind_breakeven": {"nb": "hvor mye som skal til", "en": "break-even"},
    "about_experiment": {
        "nb": "{scenarios}. Metode: {method}. Punkter: {points}. Kjøringer per punkt: {n} (frø {seeds}). Kode {code}…",
        "en": "{scenarios}. Method: {method}. Points: {points}. Runs per point: {n} (seeds {seeds}). Code {code}…",
    },
    "outcome": {"nb": "Utfall", "en": "Outcome"},
    "along": {"nb": "Langs", "en": "Along"},
    "apart": {"nb": "En linje for hver", "en": "A line for each"},
    "apart_none": {"nb": "én linje i alt", "en": "one line in all"},
    "sweep_heading": {"nb": "{what}, {where}, etter {factor}", "en": "{what}, {where}, by {factor}"},
    "sweep_note": {
        "nb": "Ved slutten av kjøringen; flyt lagt sammen over årene. Linje: gjennomsnitt over kjøringer og over alle "
        "andre faktorer. Felt: laveste til høyeste kjøring.",
        "en": "At the end of the run; flows added up over the years. Line: mean over runs and all other factors. Band: "
        "lowest to highest run.",
    },
    "sweep_effect": {"nb": "Virkning av «{scenario}»: ", "en": "Effect of “{scenario}”: "},
    "mean": {"nb": "Gjennomsnitt", "en": "Mean"},
    "lowest": {"nb": "Laveste", "en": "Lowest"},
    "highest": {"nb": "Høyeste", "en": "Highest"},
    "runs_column": {"nb": "Kjøringer", "en": "Runs"},
    "sensitivity_heading": {"nb": "Hva som betyr noe: {what}", "en": "What matters: {what}"},
    "sensitivity_note": {
        "nb": "Den viktigste faktoren øverst. Intervallene er SALibs bootstrap over planen (95 %).",
        "en": "The most important factor on top. Intervals are SALib’s bootstrap over the design (95 %).",
    },
    "factor": {"nb": "Faktor", "en": "Factor"},
    "breakeven_heading": {"nb": "Hvor mye som skal til", "en": "How much it takes"},
    "breakeven_reached": {
        "nb": "{lever} = {dose} når målet ({low} til {high}, 95 % over frø).",
        "en": "{lever} = {dose} reaches the target ({low} to {high}, 95 % over seeds).",
    },
    "breakeven_not_reachable": {
        "nb": "Målet nås ikke innenfor spennet til {lever}.",
        "en": "The target is not reached within the range of {lever}.",
    },
    "breakeven_already_at_the_low_end": {
        "nb": "Målet er nådd allerede ved den laveste verdien av {lever}.",
        "en": "The target is reached already at the lowest value of {lever}.",
    },
    "dose": {"nb": "Dose", "en": "Dose"},
    "share_reached": {"nb": "Andel som når målet", "en": "Share that reach the target"},
    "figure_alt": {"nb": "Figur: {what}. Tabellen har tallene.", "en": "Figure: {what}. The table holds the numbers."},
    "broken_experiment": {
        "nb": "Eksperimentet kan ikke vises: {message}",
        "en": "The experiment cannot be shown: {message}",
    },
    # ------------------------------------------------------------------------------------------------------- report
    "lead_report": {
        "nb": "Én fil som kan gis videre, ordnet etter de seks spørsmålene i utredningsinstruksen.",
        "en": "One file to hand over, ordered by the six questions of the Norwegian instructions for official studies.",
    },
    "report_download": {"nb": "Last ned (HTML)", "en": "Download (HTML)"},
    "report_print": {"nb": "Skriv ut", "en": "Print"},
    "report_frame": {"nb": "Rapporten", "en": "The report"},
    "report_gone": {
        "nb": "Mappen {folder} har ingen rapport. «omland compare» skriver den.",
        "en": "The folder {folder} has no report. “omland compare” writes it.",
    },
}
