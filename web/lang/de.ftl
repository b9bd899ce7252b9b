### The page's texts in German.

## Words used in many places

action-cancel = Abbrechen
action-close = Schließen
action-copy = Kopieren
action-delete = Löschen
action-delete-named = { $name } löschen
action-edit = Bearbeiten
action-export = Exportieren
action-reload = Neu laden
action-remove = Entfernen
action-save = Speichern
action-stop = Stopp
action-undo = Rückgängig
loading = Wird geladen …
loading-progress = { $done } von { $all } ({ $percent } %)
count-of = { $n } von { $all }
percent = { $percent } %
message-count =
    { $n ->
        [one] 1 Nachricht
       *[other] { $n } Nachrichten
    }
file-size =
    { $n ->
        [one] 1 Byte
       *[other] { $n } Byte
    }
copy-done = Kopiert
copy-not-allowed = Nicht erlaubt
copy-refused = Der Browser hat das Kopieren nicht erlaubt.
call-result = Ergebnis

## The page as a whole, its frame and its sidebar

page-broken = In abcb ist etwas schiefgegangen. Gespeichertes ist sicher.
start-failed = abcb konnte nicht geladen werden. Bitte die Verbindung prüfen und die Seite neu laden.
start-framed = abcb läuft nicht in einer anderen Seite. In einem eigenen Tab öffnen.
start-slow = abcb wird noch geladen. Wenn es so bleibt, bitte die Verbindung prüfen und die Seite neu laden.
part-missing = Dieser Teil der Seite konnte nicht geladen werden. Ohne Netz: später noch einmal versuchen. Wurde die Seite inzwischen erneuert: neu laden.
shell-skip = Zum Eingabefeld
frame-offline = Dieser Computer hat kein Netz, { $url } ist deshalb nicht erreichbar. Es wird automatisch erneut versucht.
frame-unreachable = { $url } ist nicht erreichbar. Entweder läuft dort kein Server, oder er lässt Anfragen dieser Seite nicht zu (CORS). Es wird automatisch erneut versucht.
frame-unreachable-again = { $url } ist nicht mehr erreichbar. Es wird automatisch erneut versucht.
storage-closed = die Datenbank wurde geschlossen, wohl für eine neuere Fassung der Seite in einem anderen Tab; bitte neu laden
storage-part-missing = ein Teil der Seite konnte nicht geladen werden; mit Netz noch einmal versuchen
storage-fallback = IndexedDB ließ sich nicht öffnen; Sitzungen liegen deshalb in einem kleinen Ersatzspeicher. Frühere Sitzungen sind nicht verloren, werden aber nicht gezeigt.
storage-newer = Die Sitzungen in diesem Browser hat eine neuere Version von abcb gespeichert; diese hier lässt sie unangetastet. Bitte die Seite neu laden, um die neuere Version zu bekommen.
storage-held = In einem anderen Tab ist eine ältere Version von abcb offen und hält die gespeicherten Sitzungen fest. Bitte diesen Tab schließen oder neu laden; dann geht es auf dieser Seite weiter.
storage-upgrading = Die gespeicherten Sitzungen werden auf diese Version von abcb gebracht. Es ist nichts zu tun.
storage-none = Dieser Browser speichert nichts für diese Seite: Mit dem Tab sind auch die Sitzungen weg. Wichtiges bitte exportieren.
storage-slow = Der Speicher antwortet seit 5 Sekunden nicht. Das Gewünschte geschieht, sobald er antwortet. Antwortet er nicht, bitte andere Tabs mit dieser Seite schließen und dann diesen neu laden.
storage-unavailable = IndexedDB ließ sich nicht öffnen, und der Ersatz dafür konnte nicht geladen werden. Bitte die Seite neu laden.
storage-write-lost = der Browser hat das Geschriebene nicht behalten
banner-retry = Erneut versuchen
banner-server-found = { $server } wurde unter { $url } gefunden.
banner-unknown-server-found = Unter { $url } wurde ein OpenAI-kompatibler Server gefunden.
banner-use-server = Verwenden
update-ready = Eine neue Fassung dieser Seite ist bereit.
update-ready-answering = Eine neue Fassung dieser Seite ist bereit. Neuladen würde jetzt die laufende Antwort abschneiden.
update-ready-evaluating = Eine neue Fassung dieser Seite ist bereit. Neuladen würde jetzt die Bewertung beenden.
notice-hide = Meldung ausblenden
sidebar-close = Liste der Sitzungen schließen
sidebar-empty = Hier werden die Sitzungen stehen.
sidebar-import = Importieren …
sidebar-model-very-small = sehr klein
sidebar-model-very-small-hint = Ein sehr kleines Modell in diesem Tab. Es irrt sich oft. In den Einstellungen lässt sich ein Server verbinden oder ein größeres Modell laden.
sidebar-pinned = Angeheftet
sidebar-search = Sitzungen suchen
sidebar-search-hint = Titel und Nachrichten durchsuchen
session-answering = antwortet gerade
session-damage =
    { $n ->
        [one] 1 Eintrag dieser Sitzung ist nicht lesbar ({ $damage }). Alles andere ist da.
       *[other] { $n } Einträge dieser Sitzung sind nicht lesbar ({ $damage }). Alles andere ist da.
    }
session-deleted-elsewhere = Diese Sitzung wurde in einem anderen Tab gelöscht.
session-more = Mehr zu { $title }
session-new = Neue Sitzung
session-not-here = Diese Sitzung ist nicht hier: Sie wurde gelöscht oder liegt in einem anderen Browser. Eine andere aus der Liste wählen oder ihre Datei importieren.
session-offline = offline
session-pin = Anheften
session-rename = Umbenennen
session-select = Auswählen
session-title = Sitzung
session-title-field = Titel
session-unpin = Lösen
session-unreadable = Die Sitzung konnte nicht gelesen werden: { $error }.
session-untitled = Ohne Titel
sessions-delete-failed = Nicht jede Sitzung konnte gelöscht werden: { $error }.
sessions-deleted =
    { $n ->
        [one] Sitzung gelöscht
       *[other] { $n } Sitzungen gelöscht
    }
sessions-list-unreadable = Die Liste der Sitzungen konnte nicht gelesen werden: { $error }.
sessions-restore-failed = Nicht jede Sitzung konnte zurückgeholt werden: { $error }.
sessions-select-all = Alle auswählen
sessions-select-done = Fertig
sessions-select-none = Keine auswählen
sessions-selected = Ausgewählte Sitzungen
sessions-selected-count =
    { $n ->
        [one] 1 ausgewählt
       *[other] { $n } ausgewählt
    }
sessions-selected-none = Keine ausgewählt
sessions-title = Sitzungen
search-more-messages =
    { $n ->
        [one] 1 weitere Nachricht
       *[other] { $n } weitere Nachrichten
    }
search-no-matches = Keine Treffer.
search-no-titles = Keine passenden Titel. Nachrichten werden ab zwei Buchstaben durchsucht.
search-on-other-branch = Diese Nachricht liegt auf einem anderen Zweig. Wechsle dorthin, wenn die laufende Antwort da ist, oder stoppe sie.
search-other-branch = auf einem anderen Zweig
search-role-assistant = Antwort
search-role-system = Anweisungen
search-role-tool = Werkzeug
search-role-user = Du
search-running = Suche läuft …
search-sessions-count =
    { $n ->
        [one] 1 Sitzung
       *[other] { $n } Sitzungen
    }
search-show-more = Mehr anzeigen
search-unreadable =
    { $n ->
        [one] 1 Sitzung konnte nicht gelesen werden.
       *[other] { $n } Sitzungen konnten nicht gelesen werden.
    }
day-earlier = Früher
day-month = Dieser Monat
day-today = Heute
day-week = Diese Woche
day-yesterday = Gestern
header-export-hint = Nachrichten exportieren (JSON)
header-export-rest = {" "}diese Sitzung als JSON
header-more = Mehr zu dieser Sitzung
header-prompt-set = ist gesetzt
header-runs-hint = Was die Läufe dieser Sitzung getan haben
header-runs-rest = {" "}dieser Sitzung
announce-answer-complete = Antwort vollständig.
announce-answering = Antwortet …
announce-stopped = Gestoppt.

## The empty page and its examples

empty-answered-by-page = Es antwortet { $model } in diesem Tab. Nichts verlässt diesen Rechner.
empty-answered-by-server = Es antwortet { $model } über { $server }. Nachrichten gehen nur dorthin.
empty-answered-by-unknown-server = Es antwortet { $model } auf einem OpenAI-kompatiblen Server. Nachrichten gehen nur dorthin.
empty-answered-by-very-small = Es antwortet { $model }, ein sehr kleines Modell in diesem Tab. Es irrt sich oft. Ein Server oder ein größeres Modell antwortet besser. Nichts verlässt diesen Rechner.
empty-choose-model = Modell wählen
empty-demo = Demomodus: Kein Modell antwortet, Nachrichten werden wiederholt.
empty-example-add = Addiere 1234,5 und 987,6.
empty-example-add-hint = ein Werkzeug rechnet
empty-example-bold = Zeig mir **Fettes**, `Code` und eine Liste.
empty-example-bold-hint = sehen, wie Antworten dargestellt werden
empty-example-cat = Schlage drei Namen für eine Katze vor.
empty-example-cat-hint = eine kurze Liste
empty-example-files = Welche Dateien sind in meinem Arbeitsbereich?
empty-example-files-hint = der Agent sieht in seine Dateien
empty-example-haiku = Schreibe ein Haiku über das Meer.
empty-example-haiku-hint = zusehen, wie die Antwort entsteht
empty-example-hash = Erkläre mit einem kurzen Beispiel, wie eine Hashtabelle funktioniert.
empty-example-hash-hint = Code wird eingefärbt
empty-example-hello = Hallo!
empty-example-hello-hint = die Nachricht kommt zurück
empty-example-help = Was kann ich hier tun?
empty-example-help-hint = Senden, Bearbeiten und Suchen ausprobieren
empty-example-plan = Hilf mir, ein Wochenende in einer fremden Stadt zu planen.
empty-example-plan-hint = ein Gespräch
empty-example-sky = Warum ist der Himmel blau?
empty-example-sky-hint = eine einfache Frage
empty-example-table = Zeige eine kleine Tabelle mit drei Planeten und ihren Monden.
empty-example-table-hint = Tabellen, Listen und Code werden gesetzt
empty-example-train = Merke dir, dass mein Zug um 8:15 Uhr fährt.
empty-example-train-hint = der Agent fragt, bevor er eine Notiz schreibt
empty-no-model = Gerade ist kein Modell verfügbar. Nachrichten bleiben gespeichert; die Frage kann gestellt werden, sobald eines da ist.
empty-servers = Für ein Modell auf diesem Rechner einen Server starten:
empty-servers-or = oder
empty-servers-rest = , dann erneut suchen.
empty-title = Wobei kann ich helfen?

## The message box

composer-agent-hint = Der Agent darf Werkzeuge benutzen
composer-agent-title = Werkzeuge, Notizen, Dateien und Bewertung
composer-attach = Dateien anhängen
composer-attached = Angehängte Dateien
composer-drop = Dateien zum Anhängen hier ablegen
composer-keys-hint = Enter sendet, Umschalt+Enter für eine neue Zeile
composer-message = Nachricht
composer-placeholder = Nachricht schreiben
composer-send = Senden
composer-step = Schritt { $step } von { $all }
queue-after-answer = Wird nach dieser Antwort gesendet
queue-after-decision = Wird gesendet, sobald über den Werkzeugaufruf entschieden ist
queue-before-next-step = Der Agent bekommt sie vor seinem nächsten Schritt
queue-edit = Diese wartende Nachricht bearbeiten
queue-remove = Diese wartende Nachricht entfernen
queue-title = Wartende Nachrichten
queue-unsaved = Noch nicht gespeicherte Nachricht
queue-unsaved-hint = Noch nicht gespeichert. Die Nachricht wird gesendet, sobald der Speicher sie angenommen hat.
attach-damaged = { $name } ist beschädigt: Was nicht lesbar war, steht dort als �.
attach-encoding-guessed = { $name } ist nicht in UTF-8. Die Datei wurde als { $encoding } gelesen; bitte prüfen, ob Buchstaben falsch aussehen.
attach-model-blind = Das antwortende Modell kann keine Bilder sehen; { $name } wurde nicht angehängt. Einen Modellserver mit einem sehenden Modell wählen.
attach-pasted-text = Eingefügter Text
attach-text-full = { $name } passt nicht mehr: Die Texte einer Nachricht dürfen zusammen { $most } KB haben. Mit der nächsten senden.
attach-too-large = { $name } ist zu groß. Erlaubt sind { $text } KB für Text und { $picture } MB für Bilder.
attach-too-many-images = Eine Nachricht darf { $most } Bilder haben; { $name } wurde weggelassen.
attach-unreadable = { $name } konnte nicht gelesen werden: { $reason }.
attach-unsupported = { $name } lässt sich nicht anhängen. Möglich sind Textdateien und Bilder (PNG, JPEG, WebP, GIF).
attachment-contents = Inhalt von { $name }
attachment-not-shown = Das lässt sich nicht anzeigen.
attachment-remove = { $name } entfernen
attachment-unpack = Als Text einfügen
attachment-unpack-named = { $name } als Text einfügen
attachments-model-blind = Das jetzt antwortende Modell kann keine Bilder sehen. Bilder entfernen oder ein anderes Modell wählen.
attachments-vision-unknown = Der Server sagt nicht, ob sein Modell Bilder sieht; eines, das es nicht kann, lehnt sie ab.
suggestion-hint = Mit Tab wird die Frage mit diesem Werkzeug beantwortet, mit Enter ohne
suggestion-key = Tab
suggestion-use = { $tools } dafür verwenden?
send-needs-answer = Gerade kommt eine Antwort. Bitte warten oder sie zuerst stoppen.
send-needs-approval = Ein Werkzeugaufruf wartet auf deine Zustimmung. Erlaube ihn oder lehne ihn zuerst ab.
slash-title = Befehle und Prompts
command-agent = Agent ein- oder ausschalten
command-continue = Letzte Antwort fortsetzen
command-export = Diese Sitzung exportieren
command-keys = Tastenkürzel zeigen
command-new-session = Neue Sitzung beginnen
command-open-prompts = Prompts öffnen
command-open-settings = Einstellungen öffnen
command-regenerate = Antwort neu erzeugen
command-stop = Antwort stoppen
prompt-change = Ändern
prompt-change-named = { $name } ändern
prompt-empty = Noch keine Prompts. Ein Prompt ist ein Text zum Wiederverwenden: / und seinen Namen ins Eingabefeld schreiben.
prompt-insert = Einfügen
prompt-name = Name
prompt-name-rule = Ein Name ist ein Wort aus höchstens 40 Buchstaben, Ziffern, - und _.
prompt-name-taken = Einen Prompt namens { $name } gibt es schon.
prompt-new = Neuer Prompt
prompt-placeholder-hint = Für das, was beim Benutzen eingesetzt wird, zum Beispiel {"{{"}language{"}}"} schreiben.
prompt-text = Text
prompt-text-missing = Ein Prompt ohne Text bewirkt nichts.
prompt-title = Prompts
prompt-to-fill = Einzusetzen: { $names }
prompt-use-named = { $name } benutzen

## The conversation

transcript-answer-it = Beantworten
transcript-scroll-to-bottom = Zum Ende
transcript-title = Gespräch
messages-asking-server = Es wird geklärt, was das Modell kann …
message-copy = Diese Nachricht kopieren
message-delete = Diese Nachricht und alles danach löschen
message-delete-version = Diese Fassung löschen
message-deleted = Nachricht und Folgendes gelöscht
message-earlier-version = Frühere Fassung
message-edit = Diese Nachricht bearbeiten
message-fork = In neue Sitzung abzweigen
message-later-version = Spätere Fassung
message-more = Mehr
message-more-title = Mehr zu dieser Nachricht
message-show-all = Alle { $size } KB zeigen
message-source = Quelltext zeigen
edit-send = Geänderte Nachricht senden
edit-title = Nachricht bearbeiten
answer-continue = Fortsetzen
answer-cut-filter = vom Inhaltsfilter des Servers gekürzt
answer-cut-length = am Token-Limit abgeschnitten
answer-cut-repetition = abgeschnitten, weil sie sich wiederholte
answer-ended-by-server = vom Server beendet: { $reason }
answer-in-other-tab = Wird in einem anderen Tab beantwortet.
take-over = Hier übernehmen
session-taken-over = Ein anderer Tab hat diese Sitzung übernommen. Die Antwort wurde hier angehalten; ihr Text bleibt.
answer-loading-model = Modell wird geladen
answer-loading-progress = Modell wird geladen, { $progress }
answer-not-formatted = Diese Antwort konnte nicht formatiert werden; sie wird als reiner Text angezeigt.
answer-page-closed = Die Seite wurde geschlossen, bevor die Antwort vollständig war.
answer-reading = Gespräch wird gelesen, { $done } von { $all } Token
answer-regenerate = Neu erzeugen
answer-regenerate-hint = Eine andere Antwort auf dieselbe Frage
answer-regenerate-with = Mit einem anderen Modell neu erzeugen
answer-speed = { $n } Token/s
answer-stalled = Das Modell hat seit einer Minute nichts gesendet. Warte weiter, oder stoppe die Antwort.
answer-stopped = gestoppt
answer-stopped-early = vor dem ersten Token gestoppt
answer-thinking = Nachdenken
answer-tokens =
    { $n ->
        [one] 1 Token
       *[other] { $n } Token
    }
answer-try-again = Noch einmal versuchen
answer-waiting = Warten auf das erste Token
answer-waiting-turn = Wartet, bis das Modell in der Seite eine andere Antwort beendet hat
answers-formulas-missing = Was Formeln zeichnet, konnte nicht geladen werden; sie erscheinen, wie sie geschrieben sind. Die nächste Formel versucht es erneut.
answers-highlighter-missing = Die Syntaxhervorhebung konnte nicht geladen werden; Code erscheint ohne Farben. Der nächste Code versucht es erneut.
answers-missing = Was Antworten formatiert, konnte nicht geladen werden; sie erscheinen als einfacher Text. Die nächste Antwort versucht es erneut.
question-unanswered = Diese Frage hat noch keine Antwort.
context-assumed = Der Server sagt nicht, wie groß sein Kontext ist; angenommen wurde eine Größe von { $n } Token.
context-left-out =
    { $n ->
        [one] Eine frühere Nachricht passt nicht mehr in den Kontext dieses Modells und wurde nicht mitgeschickt.
       *[other] Frühere Nachrichten ({ $n }) passen nicht mehr in den Kontext dieses Modells und wurden nicht mitgeschickt.
    }
context-shortened =
    { $n ->
        [one] Ein langer Werkzeugaufruf oder ein langes Ergebnis wurde gekürzt mitgeschickt, damit es passt.
       *[other] Lange Werkzeugaufrufe oder Ergebnisse ({ $n }) wurden gekürzt mitgeschickt, damit sie passen.
    }
shortfall-announced-call = Der Server sagt, das Modell habe ein Werkzeug aufgerufen, hat aber keinen Aufruf geschickt. Noch einmal versuchen.
shortfall-empty = Das Modell hat eine leere Antwort geschickt. Noch einmal versuchen oder anders fragen.
shortfall-only-thoughts = Das Modell hat nur nachgedacht und keine Antwort gegeben. Noch einmal versuchen oder anders fragen.
shortfall-unoffered-call = Das Modell hat ein Werkzeug aufgerufen, obwohl ihm keines angeboten war; ausgeführt wurde nichts. Mit eingeschaltetem Agenten kann es Werkzeuge benutzen.
problem-advice-again = Noch einmal versuchen.
problem-advice-more-steps = Die Frage anders stellen oder dem Agenten mehr Schritte erlauben.
problem-advice-rephrase = Die Frage anders stellen oder ein anderes Modell wählen.
problem-context = Das Gespräch ist länger, als das Modell lesen kann.
problem-context-advice = Eine neue Sitzung beginnen oder den Server mit größerem Kontext starten.
problem-context-sizes = Das Gespräch ist länger, als das Modell lesen kann ({ $n } von { $all } Token).
problem-http = Der Server antwortete mit einem Fehler (HTTP { $status }).
problem-http-advice = Noch einmal versuchen. Bleibt es dabei, hilft ein Blick ins Protokoll des Servers.
problem-in-band = Der Server meldete einen Fehler, während er antwortete.
problem-interrupted = Die Verbindung brach ab, bevor die Antwort vollständig war ({ $detail }).
problem-loading = Der Server lädt sein Modell noch.
problem-loading-advice = Gleich noch einmal versuchen.
problem-no-part-arrived = Von der Antwort war noch nichts da. Noch einmal versuchen.
problem-no-type = ohne Typ
problem-open-settings = In den Einstellungen lässt es sich beheben.
problem-part-unreadable = Ein Teil dessen, was der Server gesendet hat, war nicht lesbar; diese Antwort ist vielleicht unvollständig. Die Ereignisse des Laufs zeigen, was es war.
problem-partial-kept = Die unvollständige Antwort bleibt erhalten. Hier fortsetzen oder noch einmal versuchen.
problem-redirected = Der Server unter { $url } leitet an eine andere Adresse weiter.
problem-redirected-advice = Dorthin wurde nichts gesendet, denn Nachrichten und API-Schlüssel gehören zu der Adresse in den Einstellungen. Ist die neue Adresse vertrauenswürdig, gehört sie selbst dorthin.
problem-repetition = Die Antwort wurde beendet, weil sie sich wiederholte.
problem-script-ended = Das Drehbuch hat keine Antworten mehr.
problem-server-said = Der Server sagte:
problem-tools-unsupported = { $model } nimmt in einer Anfrage keine Werkzeuge an. Der Agent beschreibt sie stattdessen im Text und verlangt JSON.
problem-unauthorized = Der Server verlangt einen gültigen API-Schlüssel (HTTP { $status }).
problem-unauthorized-advice = Den API-Schlüssel des Servers in den Einstellungen eintragen und noch einmal versuchen.
problem-unexpected-body = Diese Adresse hat { $kind } geliefert, keine Chat-Antwort.
problem-unexpected-body-advice = Die Adresse in den Einstellungen gehört vielleicht einem anderen Programm. Nötig ist ein OpenAI-kompatibler Server.
problem-unfinished = Der Datenstrom endete, bevor der Server die Antwort für vollständig erklärte.
problem-unreachable = Keine Antwort von { $url }.
problem-unreachable-advice = Entweder läuft dort kein Server, oder er lässt diese Seite nicht anfragen (CORS). Den Server starten oder die Adresse in den Einstellungen prüfen.
compare-call-arguments = Argumente
compare-differences = Unterschiede hervorheben
compare-differences-hint = Zeigt die Texte unformatiert und hebt abweichende Wörter hervor
compare-left = Links
compare-messages-follow =
    { $n ->
        [one] 1 Nachricht folgt
       *[other] { $n } Nachrichten folgen
    }
compare-right = Rechts
compare-shown = Wird gerade gezeigt
compare-speed = Token pro Sekunde
compare-title = Fassungen vergleichen
compare-use = Diese Fassung verwenden
compare-version = Fassung { $n } von { $all }
forked-from = Abgezweigt von „{ $title }“
forked-from-missing = Abgezweigt von einer Sitzung, die nicht mehr hier ist
fork-done = In eine neue Sitzung abgezweigt. Die ursprüngliche bleibt unverändert.
fork-failed = Die neue Sitzung konnte nicht geschrieben werden: { $error }.
fork-in-page = in diesem Tab
fork-server = { $server } unter { $address }
fork-title = { $title } (Abzweig)
fork-title-numbered = { $title } (Abzweig { $n })
menu-current-model = aktuell
menu-looking-for-models = Modelle werden gesucht …
menu-no-models = Kein Modell gefunden. Einen Server starten oder in den Einstellungen eine Modelldatei öffnen.
instructions-about = Was dem Modell vor dem Gespräch gesagt wird
instructions-copy = Systemprompt kopieren
instructions-edit = Systemprompt bearbeiten
instructions-hint = Gilt in dieser Sitzung ab der nächsten Antwort. Der Agent fügt hinzu, was er für seine Werkzeuge braucht.
instructions-placeholder = Zum Beispiel: Du bist ein geduldiger Lehrer. Antworte in kurzen Sätzen.
instructions-title = Systemprompt
instructions-use = Für diese Sitzung verwenden
preset-default = Vorgabe
preset-default-hint = Neue Sitzungen beginnen mit diesem Prompt
preset-delete = Vorlage „{ $name }“ löschen
preset-name = Name einer neuen Vorlage
preset-replace = Ersetzen
preset-save = Vorlage speichern
preset-save-as = Als Vorlage speichern …
preset-save-hint = Unter einem Namen behalten, lässt sich ein Systemprompt in anderen Sitzungen wiederverwenden.
preset-title = Vorlagen

## Parts of an answer, drawn by the page's scripts

code-copy = Code kopieren
code-wrap = Umbrechen
code-wrap-long = Lange Zeilen umbrechen
table-title = Tabelle
task-todo = offen
diagram-drawing = Wird gezeichnet …
diagram-failed = Dieses Diagramm kann nicht gezeichnet werden: { $reason }
diagram-library-missing = Was Diagramme zeichnet, konnte nicht geladen werden. Mit Netzverbindung noch einmal versuchen.
diagram-show = Diagramm zeigen
diagram-title = Diagramm
diagram-too-slow = Dieses Diagramm zu zeichnen dauert zu lange und wurde abgebrochen.
image-allow = Diese Seite darf { $host } noch nicht ansprechen. In diesem Tab erlauben und neu laden
image-failed = Das Bild kann nicht gezeigt werden: { $reason }.
image-load = Bild von { $host } laden
image-not-an-image = das ist kein Bild
image-too-large = es ist größer als 20 MB
image-unreachable = { $host } ist nicht erreichbar oder lässt andere Seiten seine Bilder nicht lesen. Der Link führt dorthin.
footnote-back = Zurück zum Text

## Tool calls and approval

call-copy-output = Ganze Ausgabe kopieren
call-page-closed = Die Seite wurde geschlossen, bevor der Lauf weiterging.
call-request = Was das Modell wollte
call-resume = Weitermachen
call-status-approval = wartet auf Zustimmung
call-status-denied = abgelehnt
call-status-done = fertig
call-status-failed = fehlgeschlagen
call-status-running = läuft
call-status-skipped = nicht ausgeführt
call-status-unclear = ob ausgeführt, ist nicht bekannt
call-status-waiting = wartet
call-told = Was dem Modell gesagt wurde
call-why = Warum
approval-allow-always = Immer erlauben
approval-allow-always-hint = Spätere Aufrufe dieses Werkzeugs laufen in jeder Sitzung ohne Rückfrage; in der Liste der Werkzeuge lässt sich das zurücknehmen
approval-allow-once = Einmal erlauben
approval-allow-session = Für diese Sitzung erlauben
approval-allow-session-hint = Weitere Aufrufe dieses Werkzeugs in dieser Sitzung laufen ohne Rückfrage
approval-cannot-call = So lässt sich das Werkzeug nicht aufrufen: { $reason }.
approval-decided-before = Über diesen Aufruf wurde schon entschieden, hier oder in einem anderen Tab.
approval-deny = Ablehnen
approval-question = Darf { $tool } laufen?
approval-question-edit = { $tool } erlauben? Vorher lässt es sich bearbeiten.
approval-reason = Grund für die Ablehnung (optional)
approval-run-again = Noch einmal ausführen
approval-unclear = { $tool } war begonnen, als die Seite geschlossen wurde, und lief vielleicht schon. Noch einmal ausführen?
approval-unreadable = { $argument } ist nicht mehr, was es war: eine Zahl, eine Liste oder true oder false.
approval-waiting = Wartet auf deine Zustimmung
denied-by-fork = Die Sitzung wurde abgezweigt, bevor das entschieden war.
denied-by-import = Die Sitzung wurde importiert, bevor das entschieden war.
feedback-last-step = Der letzte Schritt war erreicht, daher wurde das Modell um die Antwort gebeten.
feedback-repeated-call = Das Modell hat einen Werkzeugaufruf wiederholt, obwohl das Ergebnis schon vorlag.
feedback-repetition = Das Modell wurde darauf hingewiesen, dass es sich wiederholt.
feedback-unreadable = Die Antwort des Modells war nicht lesbar.
feedback-unusable-call = Der Werkzeugaufruf des Modells war nicht verwendbar.
tool-calculate-about = Addiert zwei Zahlen und gibt die genaue Summe.
tool-echo-about = Wiederholt einen Text Wort für Wort.
tool-error-arguments = die Argumente passen nicht: { $reason }
tool-error-failed = das Werkzeug ließ sich nicht benutzen: { $reason }
tool-error-timeout = nach { $n } Sekunden aufgegeben
tool-error-unknown = es gibt kein Werkzeug namens { $tool } mehr
tool-list-files-about = Nennt die Dateien in einem Verzeichnis des Arbeitsbereichs.
tool-read-file-about = Liest eine Textdatei des Arbeitsbereichs und gibt ihren Inhalt.
tool-run-code-about = Führt JavaScript ohne Netz und ohne Seite aus und gibt die Ausgaben und den Wert des letzten Ausdrucks.
tool-sandbox-missing = die Umgebung für Code konnte nicht geladen werden
tool-save-note-about = Speichert eine Notiz für spätere Gespräche.
tool-search-notes-about = Durchsucht die Notizen aus diesem und früheren Gesprächen.
tool-write-file-about = Schreibt eine Textdatei in den Arbeitsbereich. Eine gleichnamige Datei wird ersetzt.

## Runs: their summary, timeline, events and replay

run-corrections = Korrekturen
run-denied = Abgelehnt
run-events = Ereignisse
run-events-more = { $n } weitere zeigen
run-failed = Fehlgeschlagen
run-format-guided = nach den Worten der Frage gewählt
run-format-json = JSON-Schema
run-format-native = Nativ (das Format des Modells)
run-model-time = Modellzeit
run-server = Server
run-status-cancelled = gestoppt
run-status-completed = abgeschlossen
run-status-failed = fehlgeschlagen
run-status-interrupted = unterbrochen
run-status-max-steps = zu viele Schritte
run-status-open = offen
run-status-stuck = festgefahren
run-status-timed-out = Zeit abgelaufen
run-steps = Schritte
run-summary = Zusammenfassung
run-time = Dauer
run-tokens-read = Token gelesen
run-tokens-written = Token geschrieben
run-tool-format = Werkzeugformat
run-tool-time = Werkzeugzeit
run-tools-called = Werkzeuge
run-trace = Trace exportieren
run-trace-hint = Als OpenTelemetry-JSON, für Jaeger, Phoenix oder Langfuse
run-waiting-time = Warten auf dich
runs-choose = Welcher Lauf
runs-close = Läufe schließen
runs-empty = Noch kein Lauf. Jede Antwort ist ein Lauf und erscheint hier, während sie entsteht.
runs-place = Lauf { $n } von { $all }
runs-title = Läufe
runs-unreadable = Das Protokoll konnte nicht gelesen werden: { $error }.
replay-close = Zurück zur Sitzung
replay-next = Nächstes Ereignis
replay-pause = Pause
replay-play = Abspielen
replay-position = Position
replay-previous = Voriges Ereignis
replay-title = Wiedergabe
timeline-decision = Entscheidung
timeline-step = Schritt { $n }
timeline-step-answer-only = Schritt { $n }, nur Antwort
timeline-title = Zeitachse
timeline-tool = Werkzeug
end-after-mistakes = { $what } Das geschah { $n }-mal, daher wurde der Lauf beendet.
end-last-step-called = Der Lauf hat seine Höchstzahl an Schritten erreicht; das Modell wollte noch ein Werkzeug.
end-looping = Die Gedanken des Modells wiederholten sich ohne Ende.
end-minutes = Der Lauf hat seine Grenze von { $minutes } Minuten erreicht.
end-same-call = Das Modell hat { $tool } { $n }-mal mit denselben Argumenten aufgerufen und immer dasselbe Ergebnis bekommen.
end-steps =
    { $n ->
        [one] Der Lauf hat seine Grenze von 1 Schritt erreicht.
       *[other] Der Lauf hat seine Grenze von { $n } Schritten erreicht.
    }
end-steps-because =
    { $n ->
        [one] Der Lauf hat seine Grenze von einem Schritt erreicht. { $what }
       *[other] Der Lauf hat seine Grenze von { $n } Schritten erreicht. { $what }
    }
output-error-arguments = Das Modell hat „{ $tool }“ falsch aufgerufen: { $reason }.
output-error-cut-off = Der Werkzeugaufruf des Modells brach ab, bevor er vollständig war.
output-error-looping = Die Gedanken des Modells wiederholten sich und wurden deshalb abgebrochen.
output-error-no-call = Das Modell hat weder geantwortet noch ein Werkzeug in der verlangten Form aufgerufen.
output-error-repeated-call = Das Modell hat „{ $tool }“ noch einmal aufgerufen, obwohl das Ergebnis schon vorlag.
output-error-unknown-tool = Das Modell hat „{ $tool }“ aufgerufen, aber ein solches Werkzeug gibt es nicht.

## The agent's pages

agent-files-add = Dateien hinzufügen
agent-files-allow-again = Erneut erlauben
agent-files-choose = Einen Ordner auf der Festplatte benutzen
agent-files-download = { $name } herunterladen
agent-files-empty = Noch keine Dateien.
agent-files-hint = Der Agent kann nur Dateien in diesem Ordner benutzen und fragt, bevor er schreibt.
agent-files-on-disk = Ein Ordner auf der Festplatte:
agent-files-permission = Der Browser verlangt noch einmal die Erlaubnis.
agent-files-private = Ein privater Ordner in diesem Browser.
agent-files-title = Dateien
agent-files-use-private = Den privaten Ordner benutzen
agent-max-steps = Höchstzahl der Schritte je Lauf
agent-sections = Bereiche des Agenten
agent-title = Agent
agent-tool-always-allowed = immer erlaubt
agent-tool-ask = Um Zustimmung fragen
agent-tool-asks = fragt um Zustimmung
agent-tool-automatic = läuft automatisch
agent-tool-calling = Werkzeugaufrufe
agent-tool-calling-auto = Automatisch
agent-tool-calling-hint = Ein Modellserver bekommt die Werkzeuge im Format seines Modells; das Modell in der Seite wird auf ein JSON-Schema festgelegt.
agent-tool-switch = { $action }: { $tool }
agent-tools-hint = Mit dem Agenten darf das Modell zum Antworten diese Werkzeuge benutzen. Was etwas verändert, fragt vorher.
agent-tools-missing = Die Werkzeuge des Agenten konnten nicht geladen werden. Mit Netzverbindung noch einmal versuchen oder die Seite neu laden.
agent-tools-title = Werkzeuge
notes-add = Hinzufügen
notes-delete = Diese Notiz löschen
notes-edit = Diese Notiz bearbeiten
notes-empty = Noch keine Notizen. Den Agenten bitten, sich etwas zu merken, oder hier eine schreiben.
notes-failed = Die Notizen konnten nicht gelesen oder geschrieben werden: { $error }.
notes-hint = Notizen gelten für alle Sitzungen: Was der Agent in einer notiert, findet er in einer anderen wieder.
notes-new = Neue Notiz
notes-note = Die Notiz
notes-title = Notizen
evaluation-ended = Die Bewertung ist zu Ende: { $n } von { $all } bestanden.
evaluation-hint = Aufgaben mit bekanntem Ausgang für das Modell, das gerade antwortet. Sie haben eigene Notizen und Dateien und benutzen kein Werkzeug, das nachfragt. Ein kleines Modell in der Seite braucht einige Minuten.
evaluation-left = noch { $n }
evaluation-passed = Bestanden
evaluation-progress = Bewertung: { $n } von { $all }
evaluation-repeats = Wiederholungen je Aufgabe
evaluation-score = { $n } von { $all } bestanden ({ $percent } %)
evaluation-show = Anzeigen
evaluation-start = Starten
evaluation-task = Aufgabe
evaluation-title = Bewertung
evaluation-valid-json = Gültiges JSON in { $n } von { $all } Antworten nach Schema.
evaluation-waiting = Bewertung: wartet auf das Modell

## The command palette and the keyboard

palette-agent-files = Dateien des Agenten
palette-agent-tools = Werkzeuge des Agenten
palette-evaluation = Bewertung des Agenten
palette-export = Diese Sitzung als JSON exportieren
palette-export-history = Diese Sitzung mit Verlauf exportieren
palette-export-html = Diese Sitzung als HTML exportieren
palette-export-markdown = Diese Sitzung als Markdown exportieren
palette-import = Sitzungen aus Dateien importieren
palette-language-de = Sprache: Deutsch
palette-language-en = Sprache: Englisch
palette-language-pl = Sprache: Polnisch
palette-language-system = Sprache: wie der Browser
palette-network = Netzwerkprotokoll öffnen
palette-notes = Notizen des Agenten
palette-prompt = Prompt
palette-results = Treffer
palette-results-count =
    { $n ->
        [one] 1 Treffer
       *[other] { $n } Treffer
    }
palette-search = Befehle, Sitzungen suchen
palette-theme-dark = Farben: dunkel
palette-theme-light = Farben: hell
palette-theme-system = Farben: wie das System
palette-title = Befehle und Sitzungen
keys-title = Tastenkürzel
key-copy-answer = Letzte Antwort kopieren
key-ctrl = Strg
key-focus-message = Zum Eingabefeld
key-new-line = Neue Zeile einfügen
key-runs = Läufe dieser Sitzung
key-send = Nachricht senden
key-session-above = Sitzung darüber
key-session-below = Sitzung darunter
key-shift = Umschalt
key-toggle-agent = Agent ein/aus
key-toggle-sessions = Sitzungen ein/aus

## Settings

settings-address = Adresse
network-clear = Leeren
network-empty = Nichts aufgeführt: Seit sie geöffnet oder die Liste geleert wurde, hat diese Seite keine Anfrage an einen anderen Server als ihren eigenen gesendet.
network-for-answers = Antworten
network-for-facts = Angaben zu einem Modell
network-for-models = Liste der Modelle
network-for-other = anderes: ein Bild, dessen Laden gewünscht war, oder ein fremdes Skript in der Seite
network-hint = Was dieser Tab mit Servern ausgetauscht hat, seit er geöffnet oder die Liste geleert wurde. Die Liste übersteht ein Neuladen und endet mit dem Tab. Die Dateien der Seite selbst fehlen darin.
network-policy = Der Browser lässt diese Seite nur ihren eigenen Server, diesen Rechner und den eingestellten Server ansprechen. Alles andere wird abgelehnt und hier gezählt.
network-received = Empfangen
network-refused = Abgelehnt
network-requests = Anfragen
network-sent = Gesendet
network-times = Zuerst um { DATETIME($first, timeStyle: "medium") }, zuletzt um { DATETIME($last, timeStyle: "medium") }
network-title = Netzwerk
settings-answer-with = Antworten mit
settings-api-key = API-Schlüssel
settings-api-key-hint = Wird nur an diese Adresse gesendet. Getrennt von den übrigen Einstellungen gespeichert und nie exportiert.
settings-api-key-none = keiner
settings-appearance = Aussehen
settings-data = Daten
settings-data-hint = Alle Einstellungen in einer Datei, für einen anderen Browser oder als Sicherung. API-Schlüssel sind nicht dabei; sie sind nach dem Import neu einzutragen.
settings-export = Einstellungen exportieren
settings-file-empty = Die Datei enthält keinen Text.
settings-file-is-sessions = Das ist eine Datei mit Sitzungen. Sie wird unter der Liste der Sitzungen importiert.
settings-file-unknown-json = Das ist JSON, aber keine Datei mit Einstellungen.
settings-file-unusable = Die Einstellungen in der Datei sind nicht brauchbar: { $error }.
settings-find-servers = Lokale Server suchen
settings-http = Der Server antwortete mit HTTP { $status }: { $message }
settings-import = Einstellungen importieren …
settings-import-apply = Übernehmen
settings-import-count =
    { $n ->
        [one] 1 Einstellung wird geändert:
       *[other] { $n } Einstellungen werden geändert:
    }
settings-import-default = wie üblich
settings-import-discard = Verwerfen
settings-import-off = aus
settings-import-on = ein
settings-import-same = Diese Einstellungen gelten schon.
settings-imported = Einstellungen importiert
settings-key-in-browser = in diesem Browser
settings-key-in-tab = nur in diesem Tab
settings-key-place = Schlüssel behalten
settings-key-place-hint = Ein Schlüssel in diesem Tab übersteht ein Neuladen und ist weg, wenn der Tab geschlossen wird. Andere Tabs haben ihn nicht.
settings-kind-auto = Automatisch: einen lokalen Server verwenden, wenn einer läuft
settings-kind-demo = Demomodus (wiederholt die Nachricht)
settings-kind-page = Ein Modell in diesem Tab
settings-kind-server = Ein Modellserver
settings-model-default = Vorgabe (was geladen ist)
settings-no-servers = Auf den üblichen Ports antwortet kein Server.
settings-not-a-server = Unter dieser Adresse antwortet etwas, aber kein OpenAI-kompatibler Server.
settings-not-kept = Das gilt nur bis zum nächsten Laden der Seite, denn es ließ sich nicht speichern: { $reason }.
settings-redirected = Der Server unter { $url } leitet an eine andere Adresse weiter. Dorthin wurde nichts gesendet. Ist sie vertrauenswürdig, gehört sie selbst in die Einstellungen.
settings-save-failed = Die Einstellungen konnten nicht gespeichert werden: { $error }.
settings-sections = Bereiche der Einstellungen
settings-server-loading = Der Server lädt sein Modell.
settings-server-models = Der Server hat { $models }.
settings-server-models-more = Der Server hat { $models } und { $n } weitere.
settings-server-no-model = Der Server hat kein Modell.
settings-server-on = { $server } unter { $url }
settings-storage = Speicherort der Sitzungen
settings-title = Einstellungen
settings-unauthorized = Der Server verlangt einen gültigen API-Schlüssel: { $message }
settings-unreachable = { $url } ist nicht erreichbar. Entweder läuft dort kein Server, oder er lässt Anfragen dieser Seite nicht zu (CORS).
settings-unreadable = Die gespeicherten Einstellungen sind nicht lesbar ({ $error }). Erneutes Speichern der Einstellungen behebt das.
appearance-browser-default = Wie der Browser
appearance-comfortable = Luftig
appearance-compact = Kompakt
appearance-dark = Dunkel
appearance-density = Dichte
appearance-hint = Änderungen gelten sofort.
appearance-language = Sprache
appearance-light = Hell
appearance-system-default = Wie das System
appearance-text-size = Schriftgröße
appearance-theme = Farben
language-missing = Die Texte dieser Sprache konnten nicht geladen werden. Mit Netzverbindung noch einmal wählen.
api-key-bad-character = Dieser API-Schlüssel kann nicht gesendet werden: Zeichen { $n } ist { $character }; das kommt in keinem Schlüssel vor. Bitte den Schlüssel erneut kopieren.
api-key-line-end = ein Zeilenende
api-key-space = ein Leerzeichen
address-bad-host = { $host } ist kein Hostname
address-bad-path = der Pfad der Adresse darf keine Leer- oder Steuerzeichen enthalten
address-bad-port = { $port } ist kein Port: ein Port ist eine Zahl von 1 bis 65535
address-credentials = die Adresse darf weder Benutzernamen noch Passwort enthalten: für den Schlüssel gibt es ein eigenes Feld
address-empty = die Adresse ist leer
address-no-host = die Adresse hat keinen Hostnamen
address-query = die Adresse darf keinen Teil nach ? oder # haben
address-wrong-scheme = eine Adresse beginnt mit http:// oder https://, nicht mit { $scheme }://
config-no-storage = dieser Browser speichert nichts für diese Seite
config-not-object = kein Objekt
config-not-text = { $section }.{ $key } ist kein Text
config-not-whole = { $section }.{ $key } ist keine ganze Zahl
config-unknown-model-kind = model.kind { $kind } ist unbekannt
config-unknown-section = { $section } ist kein Abschnitt
config-unreadable = nicht lesbar: { $reason }
config-unreadable-choose = die gespeicherten Einstellungen sind nicht lesbar; bitte zuerst in den Einstellungen ein Modell wählen

## The data page of the settings: storage and backups

backup-all-saved = Alle Sitzungen sind gesichert.
backup-behind =
    { $n ->
        [one] 1 Sitzung ging im Ordner weiter; „Aus dem Ordner wiederherstellen“ holt sie hierher.
       *[other] { $n } Sitzungen gingen im Ordner weiter; „Aus dem Ordner wiederherstellen“ holt sie hierher.
    }
backup-choose = Sicherungsordner wählen …
backup-choose-other = Anderen Ordner wählen …
backup-failed = Die Sicherung konnte { $path } nicht schreiben: { $reason }. Nichts im Ordner ist verloren; die nächste Sicherung versucht es wieder.
backup-folder-hint = Ist ein Ordner auf diesem Rechner gewählt, werden Sitzungen, Notizen und Einstellungen nach jeder Antwort und stündlich hineingeschrieben, solange diese Seite offen ist. API-Schlüssel nicht. Gleicht ein anderes Programm den Ordner ab, können mehrere Rechner ihn benutzen.
backup-forget = Ordner nicht mehr benutzen
backup-into = Gesichert wird in den Ordner { $name }, nach jeder Antwort und stündlich, solange diese Seite offen ist.
backup-lapsed = Die Erlaubnis, Sicherungen in den Ordner { $name } zu schreiben, endete mit dem letzten Besuch. Unter Einstellungen → Daten lässt sie sich mit „Wieder erlauben“ erneuern.
backup-lapsed-here = Mit dem Schließen der Seite hat der Browser die Erlaubnis für den Ordner { $name } beendet. Bis sie wieder erteilt ist, wird nichts gesichert.
backup-last =
    { $n ->
        [one] Letzte Sicherung vor { $ago }: 1 Sitzung geschrieben.
       *[other] Letzte Sicherung vor { $ago }: { $n } Sitzungen geschrieben.
    }
backup-no-folder = Der Ordner war nicht benutzbar: { $reason }.
backup-no-folders = Dieser Browser lässt eine Seite nicht in einen Ordner schreiben. „Jetzt sichern“ lädt alles als ZIP-Datei herunter; sie gehört an einen anderen Ort.
backup-nothing-new = Alles im Ordner ist schon hier.
backup-now = Jetzt sichern
backup-remind = Einmal in der Woche an Sitzungen erinnern, die in keiner Sicherung sind
backup-reminder =
    { $n ->
        [one] 1 Sitzung ist in keiner Sicherung. Einstellungen → Daten → „Jetzt sichern“ lädt eine herunter; dort lassen sich Erinnerungen abschalten.
       *[other] { $n } Sitzungen sind in keiner Sicherung. Einstellungen → Daten → „Jetzt sichern“ lädt eine herunter; dort lassen sich Erinnerungen abschalten.
    }
backup-restore = Aus dem Ordner wiederherstellen …
backup-restore-file = Aus einer Datei wiederherstellen …
backup-title = Sicherungen
backup-unreadable = Der Sicherungsordner war nicht lesbar: { $reason }.
backup-unsaved =
    { $n ->
        [one] 1 Sitzung hat sich seit ihrer letzten Sicherung geändert.
       *[other] { $n } Sitzungen haben sich seit ihrer letzten Sicherung geändert.
    }
restore-busy = „{ $title }“ wird gerade beantwortet, deshalb wurde aus dem, was der Ordner davon hat, eine eigene Sitzung.
storage-ask = Den Browser bitten, die Daten zu behalten
storage-deleted =
    { $n ->
        [one] 1 gelöschte Sitzung lässt sich noch zurückholen; ihr Platz wird danach frei.
       *[other] { $n } gelöschte Sitzungen lassen sich noch zurückholen; ihr Platz wird danach frei.
    }
storage-files = Dateien des Agenten
storage-free-files = Dateien öffnen
storage-free-models = Gespeicherte Modelle
storage-free-sessions = Sitzungen zum Löschen auswählen
storage-models = Modelle
storage-not-persistent = Wenn der Datenträger fast voll ist, darf dieser Browser löschen, was die Seite gespeichert hat. Man kann ihn bitten, es nicht zu tun.
storage-persist-refused = Der Browser hat abgelehnt: Wenn der Datenträger fast voll ist, darf er löschen, was die Seite gespeichert hat. Eher stimmt er zu, wenn die Seite installiert ist, ein Lesezeichen hat oder oft benutzt wird. Eine Sicherung ist in jedem Fall ratsam.
storage-persist-unknown = Dieser Browser sagt nicht, ob er löschen darf, was die Seite gespeichert hat. Eine Sicherung ist ratsam.
storage-persistent = Der Browser hat zugesagt, die Daten zu behalten: Gelöscht wird nur, was hier oder mit den Daten dieser Website gelöscht wird.
storage-program = Die Seite selbst, für die Nutzung ohne Netz
storage-sessions = Sitzungen und Notizen
storage-title = Speicher in diesem Browser
storage-unknown = unbekannt
storage-used = { $used } belegt. Dieser Browser sagt nicht, wie viel Platz es gibt.
storage-used-of = { $used } belegt von etwa { $room }, die dieser Browser der Seite gibt.
storage-used-unknown = Dieser Browser sagt nicht, wie viel belegt ist.
storage-week = Dieser Browser löscht alles, was die Seite gespeichert hat, wenn sie sieben Tage nicht benutzt wurde. Abhilfe: die Seite installieren (Teilen → Zum Home-Bildschirm; auf dem Mac Ablage → Zum Dock hinzufügen) und von dort benutzen, oder eine Sicherung anlegen.

## Import and export

import-archive-changed = { $path } wurde seit dem Export geändert.
import-archive-damaged = Dieses ZIP-Archiv ist nicht lesbar: { $error }.
import-archive-file = { $path } ließ sich nicht entpacken: { $error }.
import-archive-missing = { $path } fehlt im Archiv.
import-archive-too-large = Dieses ZIP-Archiv enthält mehr, als eine Seite entpacken kann. Bitte entpacken und die Dateien darin importieren.
import-attachments-missing =
    { $n ->
        [one] Ein Anhang von „{ $title }“ ist nicht in der Datei.
       *[other] { $n } Anhänge von „{ $title }“ sind nicht in der Datei.
    }
import-bytes-replaced = Bytes, die kein Text sind, wurden durch „�“ ersetzt.
import-calls =
    { $n ->
        [one] Sie bringt 1 Werkzeugaufruf mit Ergebnis mit.
       *[other] Sie bringt { $n } Werkzeugaufrufe mit Ergebnissen mit.
    }
import-confirm =
    { $n ->
        [one] Hinzufügen
       *[other] { $n } hinzufügen
    }
import-conversation-left-out = Unterhaltung { $number } fehlt: Sie hat eine andere Form als die übrigen in der Datei.
import-count =
    { $n ->
        [one] 1 Sitzung wird importiert. Vorhandene Sitzungen bleiben unverändert.
       *[other] { $n } Sitzungen werden importiert. Vorhandene Sitzungen bleiben unverändert.
    }
import-damaged = Das ist keine Exportdatei von abcb, oder sie ist beschädigt: { $error }.
import-damaged-partly = Die Datei ist beschädigt; nur ein Teil war zu lesen: { $error }.
import-done =
    { $n ->
        [one] 1 Sitzung importiert
       *[other] { $n } Sitzungen importiert
    }
import-empty = Die Datei ist leer.
import-encoding-guessed = Die Datei sagt nicht, wie sie kodiert ist. Sie wurde als { $name } gelesen.
import-events-not-list = Die Ereignisse der Sitzung sind keine Liste; keines wurde gelesen.
import-grants-lapse = Was darin erlaubt oder offen war, gilt hier nicht: Jedes Werkzeug fragt neu.
import-halves-replaced = Halbe Zeichen wurden durch „�“ ersetzt.
import-is-settings = Das ist eine Datei mit Einstellungen. Sie wird in den Einstellungen unter „Daten“ importiert.
import-line-left-out = Zeile { $line } entfällt: { $reason }
import-message-left-out = Nachricht { $number } entfällt: { $error }.
import-messages-left-out =
    { $n ->
        [one] Eine Nachricht von „{ $title }“ fehlt ganz oder zum Teil: Diese Seite kann sie nicht zeigen.
       *[other] { $n } Nachrichten von „{ $title }“ fehlen ganz oder zum Teil: Diese Seite kann sie nicht zeigen.
    }
import-messages-not-list = Die Nachrichten der Sitzung sind keine Liste.
import-newer-version = Die Datei stammt von einer neueren Fassung dieser Seite.
import-no-note = es ist keine Notiz
import-no-session = Die Datei enthält keine Sitzung.
import-notes =
    { $n ->
        [one] Sie bringt 1 Notiz mit.
       *[other] Sie bringt { $n } Notizen mit.
    }
import-notes-done =
    { $n ->
        [one] 1 Notiz importiert
       *[other] { $n } Notizen importiert
    }
import-nothing = Nichts zu importieren.
import-nothing-shown = Keine ihrer Nachrichten ist zu sehen: In der Datei sind sie gelöscht oder verlassen.
import-open-calls =
    { $n ->
        [one] Sie bringt 1 Werkzeugaufruf ohne Ergebnis mit.
       *[other] Sie bringt { $n } Werkzeugaufrufe ohne Ergebnis mit.
    }
import-continues =
    { $n ->
        [one] Sie geht weiter, wo die Sitzung hier endet: 1 Ereignis mehr.
       *[other] Sie geht weiter, wo die Sitzung hier endet: { $n } Ereignisse mehr.
    }
import-diverged = Sie ging anders weiter als die Sitzung hier. Beide bleiben: Aus dieser wird eine eigene Sitzung.
import-running = { $name } wird importiert …
import-session-failed = „{ $title }“ konnte nicht importiert werden: { $error }.
import-system-messages = Mitten im Gespräch steht eine Systemnachricht, die dem Modell vor allem anderen gesagt wird: „{ $prompt }“
import-system-prompt = Sie bringt einen Systemprompt mit, den das Modell zuerst erhält: „{ $prompt }“
import-title = Importieren
import-unknown-format = Die Datei nennt ein Format, das diese Seite nicht kennt.
import-unknown-json = Das ist JSON, aber weder eine Sitzung noch ein Ereignisprotokoll.
import-unknown-kind = Zeile { $line } wird unverändert behalten, aber diese Version kennt ihre Art nicht: { $kind }
export-all = Alles exportieren
export-all-hint = Alle Sitzungen mit Verlauf und die Notizen des Agenten in einem ZIP-Archiv. API-Schlüssel und Einstellungen sind nicht darin.
export-damaged =
    { $n ->
        [one] Ein Ereignis von „{ $title }“ war nicht lesbar und fehlt in der Datei.
       *[other] { $n } Ereignisse von „{ $title }“ waren nicht lesbar und fehlen in der Datei.
    }
export-history = Mit Verlauf exportieren
export-history-hint = Alle Zweige und Ereignisse; lässt sich wieder importieren
export-html = Als HTML exportieren
export-html-plain = Ein Teil der Seite ließ sich nicht laden, deshalb sind manche Antworten in der Datei reiner Text. Mit Netzverbindung noch einmal exportieren.
export-markdown = Als Markdown exportieren
export-read-failed = Nicht jede Sitzung konnte gelesen werden: { $error }.
file-unreadable = Die Datei konnte nicht gelesen werden: { $error }.
file-unwritable = { $name } konnte nicht geschrieben werden: { $reason }.

## Models and servers

model-demo = Demomodus
model-in-page = In diesem Tab
model-looking = Modell wird gesucht
model-none = kein Modell
model-discovery-missing = Der Teil der Seite, der Modelle sucht, konnte nicht geladen werden. Die Seite versucht es von selbst wieder; wurde sie seit dem Öffnen aktualisiert, bitte neu laden.
model-none-detail = Kein Modell verfügbar: Auf diesem Computer antwortet kein Server, und diese Seite hat kein eigenes Modell. Ein gestarteter Server wird von selbst gefunden; ein Modell lässt sich in den Einstellungen hinzufügen.
model-none-title = Kein Modell
model-part-missing = Ein Teil der Seite konnte nicht geladen werden. Mit Netz noch einmal versuchen.
model-server = Modellserver
model-server-no-chat-model = Der Server läuft, hat aber kein Modell zum Chatten. Bitte dort eines laden.
model-server-no-model = Der Server läuft, hat aber kein Modell. Bitte dort eines laden.
model-title = Modell
model-waiting = Warten auf { $url }
server-unknown-kind = OpenAI-kompatibler Server
page-model-add = Modelldatei hinzufügen (.gguf)
page-model-hint = Eine GGUF-Datei der Familie Llama oder Qwen. Sie wird in diesem Browser gespeichert.
page-model-http = Das Modell war unter { $url } nicht zu bekommen: HTTP { $status }.
page-model-incomplete = Nur { $loaded } von { $total } Byte des Modells sind angekommen.
page-model-kept = { $model } ist in diesem Browser gespeichert, { $size }.
page-model-load-failed = Das Modell konnte nicht geladen werden. { $error }
page-model-loading = Wird geladen
page-model-loading-progress = Wird geladen, { $progress }
page-model-memory = Dieses Modell braucht { $needed } Speicher, und dieses Gerät hat { $memory }. Ein kleineres wählen oder einen Modellserver.
page-model-no-worker = Der Browser startet keinen Worker: { $reason }.
page-model-none = Diese Seite hat kein eigenes Modell. In den Einstellungen eine Modelldatei öffnen oder einen Server wählen.
page-model-nowhere = Das Modell { $name } liegt weder in diesem Browser noch neben dieser Seite. Seine Datei in den Einstellungen noch einmal auswählen.
page-model-offline = Das Modell war nicht zu bekommen: Es gibt kein Netz, oder der Server dieser Seite antwortet nicht.
page-model-over-limit = Ein Modell in dieser Seite darf höchstens 3,6 GB haben, dieses hat { $size }. Ein Modellserver kann es ausführen.
page-model-part-unreadable = Der schon geladene Teil des Modells ist nicht lesbar.
page-model-runner-missing = Der Teil der Seite, der Modelle ausführt, konnte nicht geladen werden. Mit Netzverbindung noch einmal versuchen.
page-model-worker-broken = Das Modell in dieser Seite ist stehen geblieben, vermutlich weil der Speicher nicht reichte. Mit der nächsten Frage wird es neu geladen.
page-model-worker-silent = Der Worker des Modells antwortet nicht. Bitte die Seite neu laden oder ein anderes Modell wählen.
page-model-worker-stopped = Der Worker des Modells ist stehen geblieben.
recipient-model-gone = Das gescheiterte Modell gibt es nicht mehr; es antwortet { $model }.
recipient-run-continues = Was diesen Lauf begonnen hat, lässt sich nicht mehr fragen; { $model } macht damit weiter.
recipient-server-changed = Der gescheiterte Server steht nicht mehr in den Einstellungen; es antwortet { $model }.
template-failure = Die Chat-Vorlage des Modells kommt mit diesem Gespräch nicht zurecht: { $reason }. Ein anderes Modell kann helfen, oder eine Sitzung ohne Anweisungen und Werkzeuge.
no-provider-address = Die Serveradresse in den Einstellungen ist nicht brauchbar: { $error }.
no-provider-config = Die gespeicherten Einstellungen sind nicht lesbar: { $error }.
no-provider-not-allowed = Diese Seite darf { $origin } noch nicht ansprechen. Wird die Adresse in den Einstellungen gespeichert, lädt sich die Seite von selbst neu, sobald nichts mehr läuft, behält den Entwurf und darf es dann.
no-provider-settings-changed = Die Einstellungen wurden während dieser Antwort geändert, deshalb wurde der vorher eingestellte Server nichts mehr gefragt. Ein neuer Versuch fragt, was jetzt antwortet.
no-provider-yet = Es wurde noch kein Modell gefunden.
gguf-not-gguf = das ist keine GGUF-Datei: sie beginnt nicht mit den Buchstaben GGUF
gguf-tokenizer = der Tokenizer der Datei ist nicht brauchbar: { $error }
gguf-try-server = { $reason }; ein lokaler Modellserver kann diese Datei vielleicht ausführen
gguf-unreadable = die Datei ist nicht lesbar: { $error }
gguf-version = GGUF-Version { $version } wird nicht unterstützt, nur 2 und 3
provider-error-template = die Chat-Vorlage des Modells schlägt fehl: { $reason }
network-reloaded = Die Seite wurde neu geladen, damit sie { $origin } ansprechen darf. Der Entwurf ist noch da.
network-timeout = keine Antwort innerhalb von { $n } s

## Saving, and the storage's errors

save-as-file = Als Datei speichern
save-answer-failing = Die Antwort wird nicht gespeichert: { $error }.
save-data-cleared = Diese Sitzung ist nicht mehr im Speicher des Browsers: Die Websitedaten wurden gelöscht, oder die Sitzung wurde in einem anderen Tab gelöscht. Sie ist nur noch auf dieser Seite. Speichern Sie sie als Datei, um sie zu behalten.
save-end-pending = Das Ende der Antwort ist noch nicht gespeichert: { $error }. Diese Seite bitte offen lassen; es wird gespeichert, sobald der Speicher es annimmt.
save-end-closed = Das Ende der Antwort kann in diesem Tab nicht mehr gespeichert werden: Eine neuere Version von abcb in einem anderen Tab hat die gespeicherten Sitzungen übernommen. Bitte die Antwort kopieren und dann diese Seite neu laden.
save-end-unknown = Ob die letzten Worte gespeichert wurden, ist nicht bekannt: { $error }. Das Nötige kopieren und die Seite neu laden.
save-failed = Die Sitzung konnte nicht gespeichert werden: { $error }.
save-full = Für weitere Sitzungen ist kein Platz mehr ({ $error }). Wichtiges exportieren und alte Sitzungen löschen.
save-nothing-works = Es wird nichts gespeichert: { $error }. Warten, oder stoppen und das Nötige kopieren.
conflict-answer-dropped = Diese Sitzung hat sich in einem anderen Tab geändert, während die Nachricht wartete, und wurde neu geladen. Sie steht darin, hat aber keine Antwort.
conflict-change-dropped = Diese Sitzung wurde in einem anderen Tab geändert und neu geladen. Deine Änderung wurde nicht übernommen.
conflict-message-dropped = Diese Sitzung wurde in einem anderen Tab geändert und deshalb neu geladen. Die Nachricht wurde nicht gesendet.
conflict-other-tab = Diese Sitzung wird gerade in einem anderen Tab beantwortet. Bitte warten, bis die Antwort fertig ist.
store-error-backend = der Speicher hat versagt: { $reason }
store-error-conflict = ein anderer Tab hat die Sitzung inzwischen geändert
store-error-damaged = ihr Eintrag ist beschädigt: { $reason }
store-error-exists = eine Sitzung mit diesem Namen gibt es schon
store-error-full = der Speicher ist voll: { $reason }
store-error-not-found = sie ist nicht mehr da
store-error-silent = der Speicher antwortet seit { $seconds } Sekunden nicht

## Errors in what is read: logs, sessions, arguments, the workspace

message-not-object = eine Nachricht muss ein Objekt sein
message-unknown-role = unbekannte Rolle „{ $word }“
field-missing = „{ $key }“ fehlt
field-not-boolean = „{ $key }“ muss wahr oder falsch sein
field-not-count = „{ $key }“ muss eine ganze, nicht negative Zahl sein
field-not-integer = „{ $key }“ muss eine ganze Zahl sein
field-not-list = „{ $key }“ muss eine Liste sein
field-not-number = „{ $key }“ muss eine Zahl sein
field-not-object = „{ $key }“ muss ein Objekt sein
field-not-one-of = „{ $key }“ muss eines von diesen sein: { $words }
field-not-text = „{ $key }“ muss Text sein
field-too-large = „{ $key }“ ist zu groß
argument-unknown = ein Argument „{ $key }“ gibt es nicht
arguments-not-object = die Argumente müssen ein Objekt sein
event-not-object = ein Ereignis muss ein Objekt sein
log-event-missing = Ereignis { $n } fehlt
log-events-missing = die Ereignisse { $first } bis { $last } fehlen
log-line = Zeile { $line }: { $reason }
log-number-taken = eine frühere Zeile hat schon die Nummer { $n }
log-parent-missing = davor gibt es keine Nachricht { $n }
log-unknown-kind = unbekannte Art „{ $word }“
log-unknown-status = unbekannter Status „{ $word }“
log-wrong-number = das Ereignis hat die Nummer { $seq }, erwartet war { $next }
workspace-failed = der Arbeitsbereich ist nicht benutzbar: { $reason }
workspace-is-directory = „{ $path }“ ist ein Verzeichnis
workspace-no-writing = dieser Browser lässt eine Seite keine Dateien schreiben
workspace-not-directory = „{ $path }“ ist eine Datei, kein Verzeichnis
workspace-not-found = im Arbeitsbereich gibt es kein „{ $path }“
workspace-not-text = „{ $path }“ ist keine Textdatei
workspace-path-absolute = Pfade gelten ab dem Arbeitsbereich, ohne / oder ~ am Anfang
workspace-path-bad = „{ $path }“ ist kein Pfad im Arbeitsbereich: { $reason }
workspace-path-bad-name = Namen werden durch / getrennt und enthalten kein \, kein : und keine Steuerzeichen
workspace-path-in-file = ein Verzeichnis darin ist eine Datei
workspace-path-parent = .. führt aus dem Arbeitsbereich hinaus
workspace-permission-lapsed = die Erlaubnis für das Verzeichnis „{ $name }“ ist abgelaufen; sie kann neu gegeben werden
workspace-too-large = „{ $path }“ ist zu groß: mehr als 1 MB
