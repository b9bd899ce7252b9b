### The page's texts in Polish.

## Words used in many places

action-cancel = Anuluj
action-close = Zamknij
action-copy = Kopiuj
action-delete = Usuń
action-delete-named = Usuń { $name }
action-edit = Edytuj
action-export = Eksportuj
action-reload = Odśwież
action-remove = Usuń
action-save = Zapisz
action-stop = Zatrzymaj
action-undo = Cofnij
loading = Wczytywanie…
loading-progress = { $done } z { $all } ({ $percent }%)
count-of = { $n } z { $all }
percent = { $percent }%
message-count =
    { $n ->
        [one] { $n } wiadomość
        [few] { $n } wiadomości
       *[many] { $n } wiadomości
    }
file-size =
    { $n ->
        [one] { $n } bajt
        [few] { $n } bajty
       *[many] { $n } bajtów
    }
copy-done = Skopiowano
copy-not-allowed = Niedozwolone
copy-refused = Przeglądarka nie pozwoliła na kopiowanie.
call-result = Wynik

## The page as a whole, its frame and its sidebar

page-broken = W abcb coś poszło nie tak. To, co zapisano, jest bezpieczne.
start-failed = Nie udało się wczytać abcb. Sprawdź połączenie i odśwież stronę.
start-framed = abcb nie działa wewnątrz innej strony. Otwórz w osobnej karcie.
start-slow = abcb nadal się wczytuje. Jeśli to potrwa dłużej, sprawdź połączenie i odśwież stronę.
part-missing = Nie udało się wczytać tej części strony. Jeśli nie ma połączenia z siecią, spróbuj ponownie, gdy wróci; jeśli stronę zaktualizowano po jej otwarciu, odśwież ją.
shell-skip = Przejdź do pola wiadomości
frame-offline = Ten komputer nie ma połączenia z siecią, więc adres { $url } jest niedostępny. Próby połączenia są ponawiane automatycznie.
frame-unreachable = Nie można połączyć się z { $url }. Nie działa tam żaden serwer albo nie zezwala on na żądania z tej strony (CORS). Próby połączenia są ponawiane automatycznie.
frame-unreachable-again = Utracono połączenie z { $url }. Próby połączenia są ponawiane automatycznie.
storage-closed = baza danych została zamknięta, najpewniej przez nowszą wersję strony w innej karcie; odśwież tę kartę
storage-part-missing = nie udało się wczytać części strony; spróbuj ponownie, gdy wróci połączenie z siecią
storage-fallback = Nie udało się otworzyć IndexedDB, więc sesje są przechowywane w małej pamięci zastępczej. Wcześniej zapisane sesje nie przepadły, ale nie są widoczne.
storage-newer = Sesje w tej przeglądarce zapisała nowsza wersja abcb; ta wersja ich nie zmienia. Odśwież stronę, aby wczytać nowszą wersję.
storage-held = W innej karcie jest otwarta starsza wersja abcb i blokuje zapisane sesje. Zamknij tamtą kartę albo ją odśwież, a ta strona zacznie działać.
storage-upgrading = Zapisane sesje są dostosowywane do tej wersji abcb. Nie trzeba nic robić.
storage-none = Ta przeglądarka nie przechowuje danych tej strony: sesje znikną po zamknięciu karty. Wyeksportuj to, co chcesz zachować.
storage-slow = Pamięć przeglądarki nie odpowiada od 5 sekund. Twoje polecenie zostanie wykonane, gdy odpowie. Jeśli nie odpowie, zamknij inne karty z tą stroną, a potem odśwież tę.
storage-unavailable = Nie udało się otworzyć IndexedDB ani wczytać tego, co by ją zastąpiło. Odśwież stronę.
storage-write-lost = przeglądarka nie zachowała zapisu
banner-retry = Spróbuj ponownie
banner-server-found = Pod adresem { $url } znaleziono { $server }.
banner-unknown-server-found = Pod adresem { $url } znaleziono serwer zgodny z OpenAI.
banner-use-server = Użyj
update-ready = Nowa wersja tej strony jest gotowa.
update-ready-answering = Nowa wersja tej strony jest gotowa. Odświeżenie teraz przerwałoby trwającą odpowiedź.
update-ready-evaluating = Nowa wersja tej strony jest gotowa. Odświeżenie teraz zakończyłoby ocenę.
notice-hide = Ukryj ten komunikat
sidebar-close = Zamknij listę sesji
sidebar-empty = Tutaj pojawią się Twoje sesje.
sidebar-import = Importuj…
sidebar-model-very-small = bardzo mały
sidebar-model-very-small-hint = Bardzo mały model działający w tej karcie. Często się myli. W ustawieniach możesz połączyć się z serwerem albo wczytać większy model.
sidebar-pinned = Przypięte
sidebar-search = Szukaj sesji
sidebar-search-hint = Szukaj w tytułach i wiadomościach
session-answering = trwa odpowiedź
session-damage =
    { $n ->
        [one] Nie udało się odczytać { $n } wpisu tej sesji ({ $damage }). Reszta jest tutaj.
       *[many] Nie udało się odczytać { $n } wpisów tej sesji ({ $damage }). Reszta jest tutaj.
    }
session-deleted-elsewhere = Tę sesję usunięto w innej karcie.
session-more = Więcej opcji: { $title }
session-new = Nowa sesja
session-not-here = Tej sesji tu nie ma: została usunięta albo jest w innej przeglądarce. Wybierz inną z listy albo zaimportuj jej plik.
session-offline = offline
session-pin = Przypnij
session-rename = Zmień nazwę
session-select = Zaznacz
session-title = Sesja
session-title-field = Tytuł
session-unpin = Odepnij
session-unreadable = Nie udało się odczytać sesji: { $error }.
session-untitled = Bez tytułu
sessions-delete-failed = Nie udało się usunąć wszystkich sesji: { $error }.
sessions-deleted =
    { $n ->
        [one] Usunięto sesję
        [few] Usunięto { $n } sesje
       *[many] Usunięto { $n } sesji
    }
sessions-list-unreadable = Nie udało się odczytać listy sesji: { $error }.
sessions-restore-failed = Nie udało się przywrócić wszystkich sesji: { $error }.
sessions-select-all = Zaznacz wszystkie
sessions-select-done = Gotowe
sessions-select-none = Odznacz wszystkie
sessions-selected = Zaznaczone sesje
sessions-selected-count =
    { $n ->
        [one] zaznaczono { $n }
        [few] zaznaczono { $n }
       *[many] zaznaczono { $n }
    }
sessions-selected-none = Nic nie zaznaczono
sessions-title = Sesje
search-more-messages =
    { $n ->
        [one] jeszcze { $n } wiadomość
        [few] jeszcze { $n } wiadomości
       *[many] jeszcze { $n } wiadomości
    }
search-no-matches = Brak wyników.
search-no-titles = Brak pasujących tytułów. Wpisz co najmniej dwie litery, aby przeszukać wiadomości.
search-on-other-branch = Ta wiadomość jest na innej gałęzi. Przejdź do niej, gdy odpowiedź będzie gotowa, albo zatrzymaj odpowiedź.
search-other-branch = na innej gałęzi
search-role-assistant = Odpowiedź
search-role-system = Instrukcje
search-role-tool = Narzędzie
search-role-user = Ty
search-running = Szukanie…
search-sessions-count =
    { $n ->
        [one] { $n } sesja
        [few] { $n } sesje
       *[many] { $n } sesji
    }
search-show-more = Pokaż więcej
search-unreadable =
    { $n ->
        [one] Nie udało się odczytać { $n } sesji.
        [few] Nie udało się odczytać { $n } sesji.
       *[many] Nie udało się odczytać { $n } sesji.
    }
day-earlier = Wcześniej
day-month = W tym miesiącu
day-today = Dzisiaj
day-week = W tym tygodniu
day-yesterday = Wczoraj
header-export-hint = Eksportuj wiadomości (JSON)
header-export-rest = {" "}tę sesję jako JSON
header-more = Więcej opcji tej sesji
header-prompt-set = jest ustawiony
header-runs-hint = Co zrobiły przebiegi tej sesji
header-runs-rest = {" "}tej sesji
announce-answer-complete = Odpowiedź gotowa.
announce-answering = Trwa odpowiedź…
announce-stopped = Zatrzymano.

## The empty page and its examples

empty-answered-by-page = Odpowiada { $model } w tej karcie. Nic, co piszesz, nie opuszcza tego komputera.
empty-answered-by-server = Odpowiada { $model } na serwerze { $server }. Twoje wiadomości trafiają tylko tam.
empty-answered-by-unknown-server = Odpowiada { $model } na serwerze zgodnym z OpenAI. Twoje wiadomości trafiają tylko tam.
empty-answered-by-very-small = Odpowiada { $model }, bardzo mały model działający w tej karcie. Często się myli. Lepsze odpowiedzi da serwer albo większy model. Nic, co piszesz, nie opuszcza tego komputera.
empty-choose-model = Wybierz model
empty-demo = Tryb demonstracyjny: żaden model nie odpowiada, Twoje wiadomości są powtarzane.
empty-example-add = Dodaj 1234,5 i 987,6.
empty-example-add-hint = liczy narzędzie
empty-example-bold = Pokaż mi **pogrubienie**, `kod` i listę.
empty-example-bold-hint = zobacz, jak wyglądają odpowiedzi
empty-example-cat = Zaproponuj trzy imiona dla kota.
empty-example-cat-hint = krótka lista
empty-example-files = Jakie pliki są w moim obszarze roboczym?
empty-example-files-hint = agent zagląda do swoich plików
empty-example-haiku = Napisz haiku o morzu.
empty-example-haiku-hint = zobacz, jak powstaje odpowiedź
empty-example-hash = Wyjaśnij na krótkim przykładzie, jak działa tablica mieszająca.
empty-example-hash-hint = kod jest kolorowany
empty-example-hello = Cześć!
empty-example-hello-hint = Twoja wiadomość wraca
empty-example-help = Co mogę tu robić?
empty-example-help-hint = wypróbuj wysyłanie, edycję i wyszukiwanie
empty-example-plan = Pomóż mi zaplanować weekend w mieście, którego nie znam.
empty-example-plan-hint = rozmowa
empty-example-sky = Dlaczego niebo jest niebieskie?
empty-example-sky-hint = zwykłe pytanie
empty-example-table = Pokaż małą tabelę z trzema planetami i ich księżycami.
empty-example-table-hint = tabele, listy i kod są formatowane
empty-example-train = Zapamiętaj, że mój pociąg odjeżdża o 8:15.
empty-example-train-hint = agent pyta, zanim zapisze notatkę
empty-no-model = Żaden model nie jest teraz dostępny. Twoje wiadomości są zapisane; zadaj pytanie ponownie, gdy jakiś się pojawi.
empty-servers = Aby podłączyć model, uruchom serwer na tym komputerze:
empty-servers-or = lub
empty-servers-rest = , a potem wyszukaj ponownie.
empty-title = W czym mogę pomóc?

## The message box

composer-agent-hint = Agent może używać narzędzi
composer-agent-title = Narzędzia, notatki, pliki i ocena
composer-attach = Dołącz pliki
composer-attached = Dołączone pliki
composer-drop = Upuść pliki, aby je dołączyć
composer-keys-hint = Enter wysyła, Shift+Enter wstawia nowy wiersz
composer-message = Wiadomość
composer-placeholder = Napisz wiadomość
composer-send = Wyślij
composer-step = Krok { $step } z { $all }
queue-after-answer = Zostanie wysłana po tej odpowiedzi
queue-after-decision = Zostanie wysłana, gdy zdecydujesz o wywołaniu narzędzia
queue-before-next-step = Agent otrzyma ją przed następnym krokiem
queue-edit = Edytuj tę oczekującą wiadomość
queue-remove = Usuń tę oczekującą wiadomość
queue-title = Oczekujące wiadomości
queue-unsaved = Wiadomość jeszcze niezapisana
queue-unsaved-hint = Jeszcze niezapisana. Zostanie wysłana, gdy pamięć ją przyjmie.
attach-damaged = Plik { $name } jest uszkodzony: w miejscach, których nie dało się odczytać, jest znak �.
attach-encoding-guessed = Plik { $name } nie jest w UTF-8. Odczytano go jako { $encoding }; sprawdź, czy litery wyglądają dobrze.
attach-model-blind = Model, który odpowiada, nie widzi obrazów, więc nie dołączono pliku { $name }. Wybierz serwer z modelem, który widzi obrazy.
attach-pasted-text = Wklejony tekst
attach-text-full = Plik { $name } się nie mieści: pliki tekstowe jednej wiadomości mogą mieć razem { $most } KB. Wyślij go w następnej wiadomości.
attach-too-large = Plik { $name } jest za duży. Limity to { $text } KB dla tekstu i { $picture } MB dla obrazów.
attach-too-many-images =
    { $most ->
        [one] Wiadomość może mieć { $most } obraz; pominięto { $name }.
        [few] Wiadomość może mieć { $most } obrazy; pominięto { $name }.
       *[many] Wiadomość może mieć { $most } obrazów; pominięto { $name }.
    }
attach-unreadable = Nie udało się odczytać pliku { $name }: { $reason }.
attach-unsupported = Nie można dołączyć pliku { $name }. Można dołączać pliki tekstowe oraz obrazy PNG, JPEG, WebP lub GIF.
attachment-contents = Zawartość { $name }
attachment-not-shown = Nie można tego pokazać.
attachment-remove = Usuń { $name }
attachment-unpack = Wstaw jako tekst
attachment-unpack-named = Wstaw { $name } jako tekst
attachments-model-blind = Model, który teraz odpowiada, nie widzi obrazów. Usuń je albo wybierz inny model.
attachments-vision-unknown = Serwer nie podaje, czy jego model widzi obrazy; model, który nie widzi, odrzuci je.
suggestion-hint = Tab wysyła pytanie, na które ma odpowiedzieć to narzędzie; Enter wysyła je bez niego
suggestion-key = Tab
suggestion-use = Użyć do tego { $tools }?
send-needs-answer = Trwa odpowiedź. Poczekaj na nią albo najpierw ją zatrzymaj.
send-needs-approval = Wywołanie narzędzia czeka na Twoją zgodę. Najpierw zezwól na nie albo je odrzuć.
slash-title = Polecenia i prompty
command-agent = Włącz lub wyłącz agenta
command-continue = Kontynuuj ostatnią odpowiedź
command-export = Eksportuj tę sesję
command-keys = Pokaż skróty klawiszowe
command-new-session = Rozpocznij nową sesję
command-open-prompts = Otwórz bibliotekę promptów
command-open-settings = Otwórz ustawienia
command-regenerate = Wygeneruj odpowiedź ponownie
command-stop = Zatrzymaj odpowiedź
prompt-change = Zmień
prompt-change-named = Zmień { $name }
prompt-empty = Nie ma jeszcze promptów. Prompty to teksty do ponownego użycia: wpisz / i nazwę promptu w polu wiadomości.
prompt-insert = Wstaw
prompt-name = Nazwa
prompt-name-rule = Nazwa to jedno słowo z liter, cyfr oraz znaków - i _, najwyżej 40 znaków.
prompt-name-taken = Prompt o nazwie { $name } już istnieje.
prompt-new = Nowy prompt
prompt-placeholder-hint = Wpisz {"{{"}language{"}}"} w miejscu, które ma być uzupełniane przy użyciu promptu.
prompt-text = Tekst
prompt-text-missing = Prompt bez tekstu nic by nie zrobił.
prompt-title = Prompty
prompt-to-fill = Do uzupełnienia: { $names }
prompt-use-named = Użyj { $name }

## The conversation

transcript-answer-it = Odpowiedz
transcript-scroll-to-bottom = Przewiń na koniec
transcript-title = Rozmowa
messages-asking-server = Sprawdzanie, co potrafi model…
message-copy = Kopiuj tę wiadomość
message-delete = Usuń tę wiadomość i odpowiedzi na nią
message-delete-version = Usuń tę wersję
message-deleted = Usunięto wiadomość i odpowiedzi
message-earlier-version = Wcześniejsza wersja
message-edit = Edytuj tę wiadomość
message-fork = Odgałęź do nowej sesji
message-later-version = Późniejsza wersja
message-more = Więcej
message-more-title = Więcej opcji tej wiadomości
message-show-all = Pokaż całość ({ $size } KB)
message-source = Pokaż źródło
edit-send = Wyślij zmienioną wiadomość
edit-title = Edytuj wiadomość
answer-continue = Kontynuuj
answer-cut-filter = przerwano przez filtr treści serwera
answer-cut-length = przerwano po osiągnięciu limitu tokenów
answer-cut-repetition = przerwano, bo się powtarzała
answer-ended-by-server = zakończono przez serwer: { $reason }
answer-in-other-tab = Trwa odpowiedź w innej karcie.
take-over = Przejmij
session-taken-over = Inna karta przejęła tę sesję. Odpowiedź została tu zatrzymana; jej tekst pozostaje.
answer-loading-model = Wczytywanie modelu
answer-loading-progress = Wczytywanie modelu, { $progress }
answer-not-formatted = Nie udało się sformatować tej odpowiedzi; jest pokazana jako zwykły tekst.
answer-page-closed = Strona została zamknięta, zanim odpowiedź była kompletna.
answer-reading = Czytanie rozmowy, { $done } z { $all } tokenów
answer-regenerate = Wygeneruj ponownie
answer-regenerate-hint = Inna odpowiedź na to samo pytanie
answer-regenerate-with = Wygeneruj ponownie innym modelem
answer-speed = { $n } tokenów/s
answer-stalled = Model od minuty nic nie przysłał. Poczekaj jeszcze albo zatrzymaj odpowiedź.
answer-stopped = zatrzymano
answer-stopped-early = zatrzymano przed pierwszym tokenem
answer-thinking = Rozumowanie
answer-tokens =
    { $n ->
        [one] { $n } token
        [few] { $n } tokeny
       *[many] { $n } tokenów
    }
answer-try-again = Spróbuj ponownie
answer-waiting = Oczekiwanie na pierwszy token
answer-waiting-turn = Oczekiwanie, aż model na stronie skończy inną odpowiedź
answers-formulas-missing = Nie udało się wczytać modułu wzorów, więc wzory są pokazane tak, jak je napisano. Przy następnym wzorze nastąpi kolejna próba.
answers-highlighter-missing = Nie udało się wczytać kolorowania składni, więc kod jest bez kolorów. Przy następnym kodzie nastąpi kolejna próba.
answers-missing = Nie udało się wczytać modułu formatowania, więc odpowiedzi są pokazane jako zwykły tekst. Przy następnej odpowiedzi nastąpi kolejna próba.
question-unanswered = To pytanie nie ma jeszcze odpowiedzi.
context-assumed =
    { $n ->
        [one] Serwer nie podaje wielkości swojego kontekstu, więc przyjęto { $n } token.
        [few] Serwer nie podaje wielkości swojego kontekstu, więc przyjęto { $n } tokeny.
       *[many] Serwer nie podaje wielkości swojego kontekstu, więc przyjęto { $n } tokenów.
    }
context-left-out =
    { $n ->
        [one] Wcześniejsza wiadomość nie mieści się już w kontekście tego modelu i nie została wysłana.
        [few] Wcześniejsze wiadomości ({ $n }) nie mieszczą się już w kontekście tego modelu i nie zostały wysłane.
       *[many] Wcześniejsze wiadomości ({ $n }) nie mieszczą się już w kontekście tego modelu i nie zostały wysłane.
    }
context-shortened =
    { $n ->
        [one] Długie wywołanie narzędzia lub długi wynik wysłano w skróconej postaci, żeby się zmieściło.
        [few] Długie wywołania narzędzi lub wyniki ({ $n }) wysłano w skróconej postaci, żeby się zmieściły.
       *[many] Długie wywołania narzędzi lub wyniki ({ $n }) wysłano w skróconej postaci, żeby się zmieściły.
    }
shortfall-announced-call = Serwer twierdzi, że model wywołał narzędzie, ale nie przysłał wywołania. Spróbuj ponownie.
shortfall-empty = Model przysłał pustą odpowiedź. Spróbuj ponownie albo zadaj pytanie inaczej.
shortfall-only-thoughts = Model tylko rozmyślał i nie dał odpowiedzi. Spróbuj ponownie albo zadaj pytanie inaczej.
shortfall-unoffered-call = Model wywołał narzędzie, choć żadnego mu nie udostępniono, więc nic nie wykonano. Z włączonym agentem może używać narzędzi.
problem-advice-again = Spróbuj ponownie.
problem-advice-more-steps = Zadaj pytanie inaczej albo pozwól agentowi na więcej kroków.
problem-advice-rephrase = Zadaj pytanie inaczej albo wybierz inny model.
problem-context = Rozmowa jest dłuższa, niż model może przeczytać.
problem-context-advice = Rozpocznij nową sesję albo uruchom serwer z większym kontekstem.
problem-context-sizes = Rozmowa jest dłuższa, niż model może przeczytać ({ $n } z { $all } tokenów).
problem-http = Serwer zwrócił błąd (HTTP { $status }).
problem-http-advice = Spróbuj ponownie. Jeśli to się powtarza, sprawdź dziennik serwera.
problem-in-band = Serwer zgłosił błąd w trakcie odpowiedzi.
problem-interrupted = Połączenie zerwało się, zanim odpowiedź była kompletna ({ $detail }).
problem-loading = Serwer nadal wczytuje swój model.
problem-loading-advice = Spróbuj ponownie za chwilę.
problem-no-part-arrived = Nie nadeszła jeszcze żadna część odpowiedzi. Spróbuj ponownie.
problem-no-type = dane bez typu
problem-open-settings = Możesz to naprawić w ustawieniach.
problem-part-unreadable = Części tego, co przysłał serwer, nie dało się odczytać, więc odpowiedź może być niepełna. Zdarzenia przebiegu pokazują, co to było.
problem-partial-kept = Niepełna odpowiedź została zachowana. Kontynuuj od tego miejsca albo spróbuj ponownie.
problem-redirected = Serwer pod adresem { $url } przekierowuje pod inny adres.
problem-redirected-advice = Niczego tam nie wysłano, bo Twoje wiadomości i klucz API należą do adresu z ustawień. Jeśli ufasz nowemu adresowi, wpisz go tam.
problem-repetition = Odpowiedź zatrzymano, bo się powtarzała.
problem-script-ended = Skrypt nie ma więcej odpowiedzi.
problem-server-said = Serwer odpowiedział:
problem-tools-unsupported = { $model } nie przyjmuje narzędzi w żądaniu. Zamiast tego agent opisuje je w tekście i prosi o JSON.
problem-unauthorized = Serwer wymaga prawidłowego klucza API (HTTP { $status }).
problem-unauthorized-advice = Wpisz klucz API serwera w ustawieniach i spróbuj ponownie.
problem-unexpected-body = Ten adres zwrócił { $kind } zamiast odpowiedzi czatu.
problem-unexpected-body-advice = Adres w ustawieniach może należeć do innego programu. Potrzebny jest serwer zgodny z OpenAI.
problem-unfinished = Strumień zakończył się, zanim serwer uznał odpowiedź za kompletną.
problem-unreachable = Brak odpowiedzi z { $url }.
problem-unreachable-advice = Nie działa tam żaden serwer albo nie zezwala on na żądania z tej strony (CORS). Uruchom serwer albo sprawdź adres w ustawieniach.
compare-call-arguments = Argumenty
compare-differences = Wyróżnij różnice
compare-differences-hint = Pokazuje teksty bez formatowania i wyróżnia słowa, którymi się różnią
compare-left = Lewa
compare-messages-follow =
    { $n ->
        [one] dalej { $n } wiadomość
        [few] dalej { $n } wiadomości
       *[many] dalej { $n } wiadomości
    }
compare-right = Prawa
compare-shown = Teraz widoczna
compare-speed = Tokeny na sekundę
compare-title = Porównaj wersje
compare-use = Użyj tej wersji
compare-version = Wersja { $n } z { $all }
forked-from = Odgałęziono z „{ $title }”
forked-from-missing = Odgałęziono z sesji, która już nie istnieje
fork-done = Odgałęziono do nowej sesji. Oryginał się nie zmienił.
fork-failed = Nie udało się zapisać nowej sesji: { $error }.
fork-in-page = w tej karcie
fork-server = { $server } pod adresem { $address }
fork-title = { $title } (odgałęzienie)
fork-title-numbered = { $title } (odgałęzienie { $n })
menu-current-model = bieżący
menu-looking-for-models = Szukanie modeli…
menu-no-models = Nie znaleziono żadnego modelu. Uruchom serwer albo otwórz plik modelu w ustawieniach.
instructions-about = Co model otrzymuje przed rozmową
instructions-copy = Kopiuj prompt systemowy
instructions-edit = Edytuj prompt systemowy
instructions-hint = Obowiązuje w tej sesji od następnej odpowiedzi. Agent dodaje to, czego potrzebuje do używania swoich narzędzi.
instructions-placeholder = Na przykład: Jesteś cierpliwym nauczycielem. Odpowiadaj krótkimi zdaniami.
instructions-title = Prompt systemowy
instructions-use = Użyj w tej sesji
preset-default = Domyślny
preset-default-hint = Nowe sesje zaczynają się od tego promptu
preset-delete = Usuń szablon „{ $name }”
preset-name = Nazwa nowego szablonu
preset-replace = Zastąp
preset-save = Zapisz szablon
preset-save-as = Zapisz jako szablon…
preset-save-hint = Zachowaj prompt systemowy pod nazwą, aby używać go w innych sesjach.
preset-title = Szablony

## Parts of an answer, drawn by the page's scripts

code-copy = Kopiuj kod
code-wrap = Zawijaj
code-wrap-long = Zawijaj długie wiersze
table-title = Tabela
task-todo = do zrobienia
diagram-drawing = Rysowanie…
diagram-failed = Nie można narysować tego diagramu: { $reason }
diagram-library-missing = Nie udało się wczytać modułu diagramów. Spróbuj ponownie, gdy będzie połączenie z siecią.
diagram-show = Pokaż diagram
diagram-title = Diagram
diagram-too-slow = Rysowanie tego diagramu trwało zbyt długo i zostało przerwane.
image-allow = Ta strona nie może jeszcze łączyć się z { $host }. Zezwól w tej karcie i przeładuj
image-failed = Nie można pokazać obrazu: { $reason }.
image-load = Wczytaj obraz z { $host }
image-not-an-image = to nie jest obraz
image-too-large = jest większy niż 20 MB
image-unreachable = { $host } jest niedostępny albo nie pozwala innym stronom odczytywać swoich obrazów. Kliknij link, aby zobaczyć obraz tam.
footnote-back = Wróć do tekstu

## Tool calls and approval

call-copy-output = Kopiuj cały wynik
call-page-closed = Strona została zamknięta, zanim przebieg ruszył dalej.
call-request = O co poprosił model
call-resume = Wznów
call-status-approval = wymaga zgody
call-status-denied = odrzucone
call-status-done = gotowe
call-status-failed = nieudane
call-status-running = w toku
call-status-skipped = niewykonane
call-status-unclear = nie wiadomo, czy wykonane
call-status-waiting = czeka
call-told = Co przekazano modelowi
call-why = Dlaczego
approval-allow-always = Zawsze zezwalaj
approval-allow-always-hint = Dalsze wywołania tego narzędzia nie będą wymagały zgody w żadnej sesji; można to cofnąć na liście narzędzi
approval-allow-once = Zezwól raz
approval-allow-session = Zezwól w tej sesji
approval-allow-session-hint = Dalsze wywołania tego narzędzia w tej sesji nie będą wymagały zgody
approval-cannot-call = Tak nie można wywołać tego narzędzia: { $reason }.
approval-decided-before = O tym wywołaniu zdecydowano już wcześniej, tutaj lub w innej karcie.
approval-deny = Odrzuć
approval-question = Uruchomić { $tool }?
approval-question-edit = Zezwolić na { $tool }? Możesz to najpierw zmienić.
approval-reason = Powód odrzucenia (opcjonalnie)
approval-run-again = Uruchom ponownie
approval-unclear = Narzędzie { $tool } działało, gdy zamknięto stronę. Mogło zostać wykonane. Uruchomić je ponownie?
approval-unreadable = { $argument } nie jest już tym, czym było: liczbą, listą albo wartością true lub false.
approval-waiting = Czeka na Twoją zgodę
denied-by-fork = Sesję odgałęziono, zanim o tym zdecydowano.
denied-by-import = Sesję zaimportowano, zanim o tym zdecydowano.
feedback-last-step = To był ostatni krok, więc poproszono model o odpowiedź.
feedback-repeated-call = Model powtórzył wywołanie narzędzia, chociaż miał już wynik.
feedback-repetition = Modelowi zwrócono uwagę, że się powtarza.
feedback-unreadable = Nie udało się odczytać odpowiedzi modelu.
feedback-unusable-call = Nie dało się użyć wywołania narzędzia przysłanego przez model.
tool-calculate-about = Dodaje dwie liczby i podaje dokładną sumę.
tool-echo-about = Powtarza tekst słowo w słowo.
tool-error-arguments = argumenty nie pasują: { $reason }
tool-error-failed = nie udało się użyć narzędzia: { $reason }
tool-error-timeout =
    { $n ->
        [one] przerwano po { $n } sekundzie
       *[many] przerwano po { $n } sekundach
    }
tool-error-unknown = nie ma już narzędzia o nazwie { $tool }
tool-list-files-about = Wymienia nazwy plików w katalogu obszaru roboczego.
tool-read-file-about = Czyta plik tekstowy z obszaru roboczego i podaje jego treść.
tool-run-code-about = Uruchamia JavaScript bez dostępu do sieci i strony i podaje to, co wypisuje, oraz wartość ostatniego wyrażenia.
tool-sandbox-missing = nie udało się wczytać środowiska dla kodu
tool-save-note-about = Zapisuje notatkę, żeby pamiętać ją w późniejszych rozmowach.
tool-search-notes-about = Przeszukuje notatki zapisane w tej i wcześniejszych rozmowach.
tool-write-file-about = Zapisuje plik tekstowy w obszarze roboczym. Plik o tej samej nazwie zostaje zastąpiony.

## Runs: their summary, timeline, events and replay

run-corrections = Korekty
run-denied = Odrzucone
run-events = Zdarzenia
run-events-more = Pokaż jeszcze { $n }
run-failed = Nieudane
run-format-guided = Wybrany według słów pytania
run-format-json = Schemat JSON
run-format-native = Natywny (własny format modelu)
run-model-time = Czas modelu
run-server = Serwer
run-status-cancelled = anulowany
run-status-completed = ukończony
run-status-failed = nieudany
run-status-interrupted = przerwany
run-status-max-steps = za dużo kroków
run-status-open = otwarty
run-status-stuck = utknął
run-status-timed-out = przekroczono czas
run-steps = Kroki
run-summary = Podsumowanie
run-time = Czas
run-tokens-read = Przeczytane tokeny
run-tokens-written = Napisane tokeny
run-tool-format = Format narzędzi
run-tool-time = Czas narzędzi
run-tools-called = Wywołane narzędzia
run-trace = Eksportuj ślad
run-trace-hint = Jako OpenTelemetry JSON, dla programów Jaeger, Phoenix i Langfuse
run-waiting-time = Oczekiwanie na Ciebie
runs-choose = Który przebieg
runs-close = Zamknij przebiegi
runs-empty = Nie ma jeszcze przebiegów. Każda odpowiedź jest przebiegiem; pojawia się tutaj na bieżąco.
runs-place = Przebieg { $n } z { $all }
runs-title = Przebiegi
runs-unreadable = Nie udało się odczytać dziennika: { $error }.
replay-close = Wróć do sesji
replay-next = Następne zdarzenie
replay-pause = Pauza
replay-play = Odtwarzaj
replay-position = Pozycja
replay-previous = Poprzednie zdarzenie
replay-title = Odtwarzanie
timeline-decision = Twoja decyzja
timeline-step = Krok { $n }
timeline-step-answer-only = Krok { $n }, tylko odpowiedź
timeline-title = Oś czasu
timeline-tool = narzędzie
end-after-mistakes =
    { $n ->
        [one] { $what } Zdarzyło się to { $n } raz, więc przebieg zakończono.
       *[many] { $what } Zdarzyło się to { $n } razy, więc przebieg zakończono.
    }
end-last-step-called = Przebieg osiągnął limit kroków; model nadal prosił o narzędzie.
end-looping = Myśli modelu powtarzały się bez końca.
end-minutes =
    { $minutes ->
        [one] Przebieg osiągnął limit { $minutes } minuty.
       *[many] Przebieg osiągnął limit { $minutes } minut.
    }
end-same-call =
    { $n ->
        [one] Model wywołał { $tool } { $n } raz z tymi samymi argumentami i zawsze otrzymywał ten sam wynik.
       *[many] Model wywołał { $tool } { $n } razy z tymi samymi argumentami i zawsze otrzymywał ten sam wynik.
    }
end-steps =
    { $n ->
        [one] Przebieg osiągnął limit { $n } kroku.
        [few] Przebieg osiągnął limit { $n } kroków.
       *[many] Przebieg osiągnął limit { $n } kroków.
    }
end-steps-because =
    { $n ->
        [one] Przebieg osiągnął limit { $n } kroku. { $what }
        [few] Przebieg osiągnął limit { $n } kroków. { $what }
       *[many] Przebieg osiągnął limit { $n } kroków. { $what }
    }
output-error-arguments = Model błędnie wywołał „{ $tool }”: { $reason }.
output-error-cut-off = Wywołanie narzędzia urwało się, zanim było kompletne.
output-error-looping = Myśli modelu się powtarzały, więc je przerwano.
output-error-no-call = Odpowiedź modelu nie była ani odpowiedzią, ani wywołaniem w wymaganej postaci.
output-error-repeated-call = Model ponownie wywołał „{ $tool }”, chociaż miał już wynik.
output-error-unknown-tool = Model wywołał „{ $tool }”, a takiego narzędzia nie ma.

## The agent's pages

agent-files-add = Dodaj pliki
agent-files-allow-again = Zezwól ponownie
agent-files-choose = Użyj folderu na moim dysku
agent-files-download = Pobierz { $name }
agent-files-empty = Nie ma jeszcze plików.
agent-files-hint = Agent może używać tylko plików w tym folderze i pyta przed zapisem.
agent-files-on-disk = Folder na Twoim dysku:
agent-files-permission = Przeglądarka ponownie prosi o pozwolenie.
agent-files-private = Prywatny folder w tej przeglądarce.
agent-files-title = Pliki
agent-files-use-private = Użyj prywatnego folderu
agent-max-steps = Maksymalna liczba kroków na przebieg
agent-sections = Sekcje agenta
agent-title = Agent
agent-tool-always-allowed = zawsze dozwolone
agent-tool-ask = Pytaj o zgodę
agent-tool-asks = pyta o zgodę
agent-tool-automatic = działa automatycznie
agent-tool-calling = Wywoływanie narzędzi
agent-tool-calling-auto = Automatycznie
agent-tool-calling-hint = Serwer modeli otrzymuje narzędzia w formacie swojego modelu; model na stronie musi trzymać się schematu JSON.
agent-tool-switch = { $action }: { $tool }
agent-tools-hint = Z włączonym agentem model może używać tych narzędzi do odpowiedzi. Narzędzia, które coś zmieniają, najpierw pytają o zgodę.
agent-tools-missing = Nie udało się wczytać narzędzi agenta. Spróbuj ponownie, gdy będzie sieć, albo odśwież stronę.
agent-tools-title = Narzędzia
notes-add = Dodaj
notes-delete = Usuń tę notatkę
notes-edit = Edytuj tę notatkę
notes-empty = Nie ma jeszcze notatek. Poproś agenta, żeby coś zapamiętał, albo napisz notatkę tutaj.
notes-failed = Nie udało się odczytać lub zapisać notatek: { $error }.
notes-hint = Notatki są wspólne dla wszystkich sesji: co agent zanotuje w jednej, znajdzie w innej.
notes-new = Nowa notatka
notes-note = Notatka
notes-title = Notatki
evaluation-ended = Ocena zakończona: zaliczono { $n } z { $all }.
evaluation-hint = Zadania o znanych wynikach dla modelu, który teraz odpowiada. Mają własne notatki i pliki i nie używają narzędzi, które pytają o zgodę. Mały model na stronie potrzebuje kilku minut.
evaluation-left = pozostało { $n }
evaluation-passed = Zaliczone
evaluation-progress = Ocena: { $n } z { $all }
evaluation-repeats = Powtórzenia na zadanie
evaluation-score = zaliczono { $n } z { $all } ({ $percent }%)
evaluation-show = Pokaż
evaluation-start = Rozpocznij
evaluation-task = Zadanie
evaluation-title = Ocena
evaluation-valid-json = Poprawny JSON w { $n } z { $all } odpowiedzi według schematu.
evaluation-waiting = Ocena: oczekiwanie na model

## The command palette and the keyboard

palette-agent-files = Pliki agenta
palette-agent-tools = Narzędzia agenta
palette-evaluation = Ocena agenta
palette-export = Eksportuj tę sesję jako JSON
palette-export-history = Eksportuj tę sesję z historią
palette-export-html = Eksportuj tę sesję jako HTML
palette-export-markdown = Eksportuj tę sesję jako Markdown
palette-import = Importuj sesje z plików
palette-language-de = Język: niemiecki
palette-language-en = Język: angielski
palette-language-pl = Język: polski
palette-language-system = Język: jak w przeglądarce
palette-network = Otwórz zapis ruchu sieciowego
palette-notes = Notatki agenta
palette-prompt = Prompt
palette-results = Wyniki
palette-results-count =
    { $n ->
        [one] { $n } wynik
        [few] { $n } wyniki
       *[many] { $n } wyników
    }
palette-search = Szukaj poleceń i sesji
palette-theme-dark = Motyw: ciemny
palette-theme-light = Motyw: jasny
palette-theme-system = Motyw: jak w systemie
palette-title = Polecenia i sesje
keys-title = Skróty klawiszowe
key-copy-answer = Kopiuj ostatnią odpowiedź
key-ctrl = Ctrl
key-focus-message = Przejdź do pola wiadomości
key-new-line = Wstaw nowy wiersz
key-runs = Przebiegi tej sesji
key-send = Wyślij wiadomość
key-session-above = Sesja powyżej
key-session-below = Sesja poniżej
key-shift = Shift
key-toggle-agent = Włącz/wyłącz agenta
key-toggle-sessions = Pokaż lub ukryj sesje

## Settings

settings-address = Adres
network-clear = Wyczyść
network-empty = Lista jest pusta: od otwarcia strony lub wyczyszczenia listy nie wysłała ona żadnego żądania do innego serwera niż własny.
network-for-answers = odpowiedzi
network-for-facts = informacje o modelu
network-for-models = lista modeli
network-for-other = inne: obraz wczytany na życzenie albo skrypt, który nie należy do tej strony
network-hint = Co ta karta wymieniła z serwerami od jej otwarcia lub wyczyszczenia listy. Lista przetrwa przeładowanie i znika razem z kartą. Własne pliki strony są pominięte.
network-policy = Przeglądarka pozwala tej stronie łączyć się z własnym serwerem, z tym komputerem i z serwerem z ustawień. Wszystko inne jest odrzucane i tutaj liczone.
network-received = Odebrano
network-refused = Odrzucono
network-requests = Żądania
network-sent = Wysłano
network-times = Pierwszy raz o { DATETIME($first, timeStyle: "medium") }, ostatni raz o { DATETIME($last, timeStyle: "medium") }
network-title = Sieć
settings-answer-with = Odpowiada
settings-api-key = Klucz API
settings-api-key-hint = Wysyłany tylko pod ten adres. Przechowywany osobno od innych ustawień i nigdy nie eksportowany.
settings-api-key-none = brak
settings-appearance = Wygląd
settings-data = Dane
settings-data-hint = Wszystkie ustawienia w jednym pliku, dla innej przeglądarki lub jako kopia zapasowa. Klucze API nie są dołączone; po imporcie trzeba je wpisać ponownie.
settings-export = Eksportuj ustawienia
settings-file-empty = Plik nie zawiera tekstu.
settings-file-is-sessions = To jest plik z sesjami. Importuje się go pod listą sesji.
settings-file-unknown-json = To jest JSON, ale nie plik z ustawieniami.
settings-file-unusable = Nie można użyć ustawień z pliku: { $error }.
settings-find-servers = Znajdź lokalne serwery
settings-http = Serwer odpowiedział kodem HTTP { $status }: { $message }
settings-import = Importuj ustawienia…
settings-import-apply = Zastosuj
settings-import-count =
    { $n ->
        [one] Zmieni się { $n } ustawienie:
        [few] Zmienią się { $n } ustawienia:
       *[many] Zmieni się { $n } ustawień:
    }
settings-import-default = domyślnie
settings-import-discard = Odrzuć
settings-import-off = wył.
settings-import-on = wł.
settings-import-same = Te ustawienia już obowiązują.
settings-imported = Zaimportowano ustawienia
settings-key-in-browser = w tej przeglądarce
settings-key-in-tab = tylko w tej karcie
settings-key-place = Zachowaj klucz
settings-key-place-hint = Klucz w tej karcie przetrwa przeładowanie i znika po jej zamknięciu. Inne karty go nie mają.
settings-kind-auto = Automatycznie: użyj lokalnego serwera, jeśli działa
settings-kind-demo = Tryb demonstracyjny (powtarza Twoją wiadomość)
settings-kind-page = Model w tej karcie
settings-kind-server = Serwer modeli
settings-model-default = Domyślny (ten, który jest wczytany)
settings-no-servers = Na typowych portach nie odpowiedział żaden serwer.
settings-not-a-server = Pod tym adresem coś odpowiada, ale nie jest to serwer zgodny z OpenAI.
settings-not-kept = Obowiązuje do ponownego wczytania strony, bo nie udało się tego zapisać: { $reason }.
settings-redirected = Serwer pod adresem { $url } przekierowuje pod inny adres. Niczego tam nie wysłano. Jeśli mu ufasz, wpisz docelowy adres w ustawieniach.
settings-save-failed = Nie udało się zapisać ustawień: { $error }.
settings-sections = Sekcje ustawień
settings-server-loading = Serwer wczytuje swój model.
settings-server-models = Serwer ma: { $models }.
settings-server-models-more = Serwer ma: { $models } i jeszcze { $n }.
settings-server-no-model = Serwer nie ma modelu.
settings-server-on = { $server } pod adresem { $url }
settings-storage = Miejsce przechowywania sesji
settings-title = Ustawienia
settings-unauthorized = Serwer wymaga prawidłowego klucza API: { $message }
settings-unreachable = Nie można połączyć się z { $url }. Nie działa tam żaden serwer albo nie zezwala on na żądania z tej strony (CORS).
settings-unreadable = Nie udało się odczytać zapisanych ustawień ({ $error }). Zapisz ustawienia ponownie, aby to naprawić.
appearance-browser-default = Jak w przeglądarce
appearance-comfortable = Wygodna
appearance-compact = Kompaktowa
appearance-dark = Ciemny
appearance-density = Gęstość
appearance-hint = Zmiany działają od razu.
appearance-language = Język
appearance-light = Jasny
appearance-system-default = Jak w systemie
appearance-text-size = Rozmiar tekstu
appearance-theme = Motyw
language-missing = Nie udało się wczytać tekstów tego języka. Wybierz go ponownie, gdy będzie sieć.
api-key-bad-character = Tego klucza API nie można wysłać: na pozycji { $n } jest { $character }, a tego nie zawiera żaden klucz. Skopiuj klucz ponownie.
api-key-line-end = koniec wiersza
api-key-space = spacja
address-bad-host = { $host } nie jest nazwą hosta
address-bad-path = ścieżka adresu nie może zawierać spacji ani znaków sterujących
address-bad-port = { $port } nie jest portem: port to liczba od 1 do 65535
address-credentials = adres nie może zawierać nazwy użytkownika ani hasła: klucz ma osobne pole
address-empty = adres jest pusty
address-no-host = w adresie nie ma nazwy hosta
address-query = adres nie może mieć części po znaku ? ani #
address-wrong-scheme = adres zaczyna się od http:// lub https://, a nie { $scheme }://
config-no-storage = ta przeglądarka nie przechowuje danych tej strony
config-not-object = nie jest obiektem
config-not-text = { $section }.{ $key } nie jest tekstem
config-not-whole = { $section }.{ $key } nie jest liczbą całkowitą
config-unknown-model-kind = nieznana wartość model.kind: { $kind }
config-unknown-section = { $section } nie jest sekcją
config-unreadable = nie można odczytać konfiguracji: { $reason }
config-unreadable-choose = zapisane ustawienia są nieczytelne; najpierw wybierz model w ustawieniach

## The data page of the settings: storage and backups

backup-all-saved = Wszystkie sesje są w kopii zapasowej.
backup-behind =
    { $n ->
        [one] { $n } sesja ma w folderze dalszy ciąg; „Przywróć z folderu” wczyta go tutaj.
        [few] { $n } sesje mają w folderze dalszy ciąg; „Przywróć z folderu” wczyta go tutaj.
       *[many] { $n } sesji ma w folderze dalszy ciąg; „Przywróć z folderu” wczyta go tutaj.
    }
backup-choose = Wybierz folder kopii zapasowych…
backup-choose-other = Wybierz inny folder…
backup-failed = Kopia zapasowa nie mogła zapisać pliku { $path }: { $reason }. Nic, co było w folderze, nie przepadło; następna kopia spróbuje ponownie.
backup-folder-hint = Wybierz folder na tym komputerze, a sesje, notatki i ustawienia będą w nim zapisywane po każdej odpowiedzi i co godzinę, gdy ta strona jest otwarta. Klucze API nie są zapisywane. Jeśli inny program synchronizuje folder, może go używać kilka komputerów.
backup-forget = Nie używaj już folderu
backup-into = Kopie zapasowe trafiają do folderu { $name } po każdej odpowiedzi i co godzinę, gdy ta strona jest otwarta.
backup-lapsed = Zgoda na zapisywanie kopii w folderze { $name } skończyła się wraz z ostatnią wizytą. W Ustawienia → Dane wybierz „Zezwól ponownie”.
backup-lapsed-here = Po zamknięciu strony przeglądarka cofnęła zgodę na użycie folderu { $name }. Dopóki nie zezwolisz ponownie, kopie nie powstają.
backup-last =
    { $n ->
        [one] Ostatnia kopia { $ago } temu: zapisano { $n } sesję.
        [few] Ostatnia kopia { $ago } temu: zapisano { $n } sesje.
       *[many] Ostatnia kopia { $ago } temu: zapisano { $n } sesji.
    }
backup-no-folder = Nie udało się użyć folderu: { $reason }.
backup-no-folders = Ta przeglądarka nie pozwala stronie zapisywać w folderze. „Utwórz kopię teraz” pobiera wszystko jako plik ZIP; przechowuj go gdzie indziej.
backup-nothing-new = Wszystko, co jest w folderze, jest już tutaj.
backup-now = Utwórz kopię teraz
backup-remind = Przypominaj raz w tygodniu o sesjach, których nie ma w żadnej kopii
backup-reminder =
    { $n ->
        [one] { $n } sesji nie ma w żadnej kopii. Ustawienia → Dane → „Utwórz kopię teraz” pobiera kopię; tam można wyłączyć przypomnienia.
        [few] { $n } sesji nie ma w żadnej kopii. Ustawienia → Dane → „Utwórz kopię teraz” pobiera kopię; tam można wyłączyć przypomnienia.
       *[many] { $n } sesji nie ma w żadnej kopii. Ustawienia → Dane → „Utwórz kopię teraz” pobiera kopię; tam można wyłączyć przypomnienia.
    }
backup-restore = Przywróć z folderu…
backup-restore-file = Przywróć z pliku…
backup-title = Kopie zapasowe
backup-unreadable = Nie udało się odczytać folderu kopii zapasowych: { $reason }.
backup-unsaved =
    { $n ->
        [one] { $n } sesja zmieniła się od ostatniej kopii.
        [few] { $n } sesje zmieniły się od ostatniej kopii.
       *[many] { $n } sesji zmieniło się od ostatniej kopii.
    }
restore-busy = Sesja „{ $title }” jest właśnie w toku, więc z tego, co ma folder, powstała osobna sesja.
storage-ask = Poproś przeglądarkę o zachowanie danych
storage-deleted =
    { $n ->
        [one] { $n } usuniętą sesję można jeszcze przywrócić; jej miejsce zwolni się później.
        [few] { $n } usunięte sesje można jeszcze przywrócić; ich miejsce zwolni się później.
       *[many] { $n } usuniętych sesji można jeszcze przywrócić; ich miejsce zwolni się później.
    }
storage-files = Pliki agenta
storage-free-files = Otwórz pliki
storage-free-models = Zapisane modele
storage-free-sessions = Wybierz sesje do usunięcia
storage-models = Modele
storage-not-persistent = Gdy dysk jest prawie pełny, ta przeglądarka może usunąć to, co strona zapisała. Możesz ją poprosić, aby tego nie robiła.
storage-persist-refused = Przeglądarka odmówiła: gdy dysk jest prawie pełny, może usunąć to, co strona zapisała. Chętniej zgadza się, gdy strona jest zainstalowana, dodana do zakładek lub często używana. W każdym razie warto mieć kopię zapasową.
storage-persist-unknown = Ta przeglądarka nie mówi, czy może usunąć to, co strona zapisała. Warto mieć kopię zapasową.
storage-persistent = Przeglądarka obiecała zachować dane: usuniesz je tylko Ty, tutaj albo razem z danymi tej witryny.
storage-program = Sama strona, do użycia bez sieci
storage-sessions = Sesje i notatki
storage-title = Pamięć w tej przeglądarce
storage-unknown = nieznane
storage-used = Zajęte: { $used }. Ta przeglądarka nie mówi, ile jest miejsca.
storage-used-of = Zajęte: { $used } z około { $room }, które ta przeglądarka daje stronie.
storage-used-unknown = Ta przeglądarka nie mówi, ile miejsca jest zajęte.
storage-week = Ta przeglądarka usuwa wszystko, co strona zapisała, gdy nie używasz jej przez siedem dni. Zainstaluj stronę (Udostępnij → Do ekranu początkowego; na Macu Plik → Dodaj do Docka) i używaj jej stamtąd albo miej kopię zapasową.

## Import and export

import-archive-changed = Plik { $path } zmieniono po wyeksportowaniu.
import-archive-damaged = Nie można odczytać tego archiwum ZIP: { $error }.
import-archive-file = Nie udało się rozpakować pliku { $path }: { $error }.
import-archive-missing = W archiwum brakuje pliku { $path }.
import-archive-too-large = To archiwum ZIP zawiera więcej, niż strona może rozpakować. Rozpakuj je i zaimportuj pliki z niego.
import-attachments-missing =
    { $n ->
        [one] W pliku nie ma jednego załącznika rozmowy „{ $title }”.
        [few] W pliku nie ma { $n } załączników rozmowy „{ $title }”.
        [many] W pliku nie ma { $n } załączników rozmowy „{ $title }”.
       *[other] W pliku nie ma { $n } załącznika rozmowy „{ $title }”.
    }
import-bytes-replaced = Bajty, które nie są tekstem, zastąpiono znakiem „�”.
import-calls =
    { $n ->
        [one] Zawiera { $n } wywołanie narzędzia z wynikiem.
        [few] Zawiera { $n } wywołania narzędzi z wynikami.
       *[many] Zawiera { $n } wywołań narzędzi z wynikami.
    }
import-confirm =
    { $n ->
        [one] Dodaj
        [few] Dodaj { $n }
       *[many] Dodaj { $n }
    }
import-conversation-left-out = Pominięto rozmowę { $number }: ma inną postać niż pozostałe w pliku.
import-count =
    { $n ->
        [one] Zostanie zaimportowana { $n } sesja. Istniejące sesje się nie zmienią.
        [few] Zostaną zaimportowane { $n } sesje. Istniejące sesje się nie zmienią.
       *[many] Zostanie zaimportowanych { $n } sesji. Istniejące sesje się nie zmienią.
    }
import-damaged = To nie jest eksport abcb albo plik jest uszkodzony: { $error }.
import-damaged-partly = Plik jest uszkodzony, więc udało się odczytać tylko jego część: { $error }.
import-done =
    { $n ->
        [one] Zaimportowano { $n } sesję
        [few] Zaimportowano { $n } sesje
       *[many] Zaimportowano { $n } sesji
    }
import-empty = Plik jest pusty.
import-encoding-guessed = Plik nie podaje swojego kodowania. Odczytano go jako { $name }.
import-events-not-list = Zdarzenia sesji nie są listą, więc żadnego nie odczytano.
import-grants-lapse = To, na co w niej zezwolono lub co pozostawiono otwarte, tutaj się nie liczy: każde narzędzie zapyta ponownie.
import-halves-replaced = Połówki znaków zastąpiono znakiem „�”.
import-is-settings = To jest plik z ustawieniami. Importuje się go w ustawieniach, w części „Dane”.
import-line-left-out = Pominięto wiersz { $line }: { $reason }
import-message-left-out = Pominięto wiadomość { $number }: { $error }.
import-messages-left-out =
    { $n ->
        [one] Pominięto jedną wiadomość rozmowy „{ $title }” lub jej część: ta strona nie może jej pokazać.
        [few] Pominięto { $n } wiadomości rozmowy „{ $title }” lub ich części: ta strona nie może ich pokazać.
        [many] Pominięto { $n } wiadomości rozmowy „{ $title }” lub ich części: ta strona nie może ich pokazać.
       *[other] Pominięto { $n } wiadomości rozmowy „{ $title }” lub ich części: ta strona nie może ich pokazać.
    }
import-messages-not-list = Wiadomości sesji nie są listą.
import-newer-version = Plik zapisała nowsza wersja tej strony.
import-no-note = to nie jest notatka
import-no-session = W pliku nie ma sesji.
import-notes =
    { $n ->
        [one] Zawiera 1 notatkę.
        [few] Zawiera { $n } notatki.
        [many] Zawiera { $n } notatek.
       *[other] Zawiera { $n } notatki.
    }
import-notes-done =
    { $n ->
        [one] Zaimportowano 1 notatkę
        [few] Zaimportowano { $n } notatki
        [many] Zaimportowano { $n } notatek
       *[other] Zaimportowano { $n } notatki
    }
import-nothing = Nie ma nic do zaimportowania.
import-nothing-shown = Żadna z jej wiadomości nie jest widoczna: w pliku są usunięte albo porzucone.
import-open-calls =
    { $n ->
        [one] Zawiera { $n } wywołanie narzędzia bez wyniku.
        [few] Zawiera { $n } wywołania narzędzi bez wyników.
       *[many] Zawiera { $n } wywołań narzędzi bez wyników.
    }
import-continues =
    { $n ->
        [one] Jest dalszym ciągiem sesji, która jest tutaj: o { $n } zdarzenie więcej.
        [few] Jest dalszym ciągiem sesji, która jest tutaj: o { $n } zdarzenia więcej.
       *[many] Jest dalszym ciągiem sesji, która jest tutaj: o { $n } zdarzeń więcej.
    }
import-diverged = Potoczyła się inaczej niż sesja, która jest tutaj. Obie zostają: z tej powstanie osobna sesja.
import-running = Importowanie { $name }…
import-session-failed = Nie udało się zaimportować „{ $title }”: { $error }.
import-system-messages = W trakcie rozmowy pojawia się wiadomość systemowa, którą model otrzymuje przed wszystkim innym: „{ $prompt }”
import-system-prompt = Zawiera prompt systemowy, który model otrzymuje najpierw: „{ $prompt }”
import-title = Import
import-unknown-format = Plik podaje format, którego ta strona nie zna.
import-unknown-json = To jest JSON, ale ani sesja, ani dziennik zdarzeń.
import-unknown-kind = Wiersz { $line } zachowano bez zmian, ale ta wersja nie zna jego rodzaju: { $kind }
export-all = Eksportuj wszystko
export-all-hint = Wszystkie sesje z historią i notatki agenta w jednym archiwum ZIP. Nie ma w nim kluczy API ani ustawień.
export-damaged =
    { $n ->
        [one] Jednego zdarzenia sesji „{ $title }” nie udało się odczytać, więc nie ma go w pliku.
        [few] { $n } zdarzeń sesji „{ $title }” nie udało się odczytać, więc nie ma ich w pliku.
        [many] { $n } zdarzeń sesji „{ $title }” nie udało się odczytać, więc nie ma ich w pliku.
       *[other] { $n } zdarzenia sesji „{ $title }” nie udało się odczytać, więc nie ma ich w pliku.
    }
export-history = Eksportuj z historią
export-history-hint = Wszystkie gałęzie i zdarzenia; można je ponownie zaimportować
export-html = Eksportuj jako HTML
export-html-plain = Nie udało się wczytać części strony, więc niektóre odpowiedzi są w pliku zwykłym tekstem. Wyeksportuj ponownie, gdy będzie sieć.
export-markdown = Eksportuj jako Markdown
export-read-failed = Nie udało się odczytać wszystkich sesji: { $error }.
file-unreadable = Nie udało się odczytać pliku: { $error }.
file-unwritable = Nie udało się zapisać { $name }: { $reason }.

## Models and servers

model-demo = Tryb demonstracyjny
model-in-page = W tej karcie
model-looking = Szukanie modelu
model-none = brak modelu
model-discovery-missing = Nie udało się wczytać części strony, która wyszukuje modele, więc żadnego nie szukano. Strona spróbuje ponownie sama; jeśli zaktualizowano ją po otwarciu, odśwież ją.
model-none-detail = Żaden model nie jest dostępny: na tym komputerze nie odpowiada żaden serwer, a ta strona nie ma własnego modelu. Uruchom serwer, który zostanie znaleziony automatycznie, albo dodaj model w ustawieniach.
model-none-title = Brak modelu
model-part-missing = Nie udało się wczytać części strony. Spróbuj ponownie, gdy wróci połączenie z siecią.
model-server = Serwer modeli
model-server-no-chat-model = Serwer działa, ale nie ma modelu do rozmowy. Wczytaj albo pobierz na nim model.
model-server-no-model = Serwer działa, ale nie ma modelu. Wczytaj albo pobierz na nim model.
model-title = Model
model-waiting = Oczekiwanie na { $url }
server-unknown-kind = Serwer zgodny z OpenAI
page-model-add = Dodaj plik modelu (.gguf)
page-model-hint = Plik GGUF z rodziny Llama lub Qwen. Zostanie zapisany w tej przeglądarce.
page-model-http = Nie udało się pobrać modelu z { $url }: HTTP { $status }.
page-model-incomplete = Nadeszło tylko { $loaded } z { $total } bajtów modelu.
page-model-kept = { $model } jest zapisany w tej przeglądarce, { $size }.
page-model-load-failed = Nie udało się wczytać modelu. { $error }
page-model-loading = Wczytywanie
page-model-loading-progress = Wczytywanie, { $progress }
page-model-memory = Ten model potrzebuje { $needed } pamięci, a to urządzenie ma { $memory }. Wybierz mniejszy albo serwer modeli.
page-model-no-worker = Przeglądarka nie uruchamia workera: { $reason }.
page-model-none = Ta strona nie ma własnego modelu. Otwórz plik modelu w ustawieniach albo wybierz serwer.
page-model-nowhere = Modelu { $name } nie ma ani w tej przeglądarce, ani obok tej strony. Wybierz jego plik ponownie w ustawieniach.
page-model-offline = Nie udało się pobrać modelu: nie ma sieci albo serwer tej strony nie odpowiada.
page-model-over-limit = Model na tej stronie może mieć najwyżej 3,6 GB, a ten ma { $size }. Może go uruchomić serwer modeli.
page-model-part-unreadable = Nie można odczytać zachowanej części modelu.
page-model-runner-missing = Nie udało się wczytać części strony, która uruchamia modele. Spróbuj ponownie, gdy będzie sieć.
page-model-worker-broken = Model na tej stronie przestał działać, prawdopodobnie z braku pamięci. Zostanie wczytany ponownie przy następnym pytaniu.
page-model-worker-silent = Worker modelu nie odpowiada. Odśwież stronę albo wybierz inny model.
page-model-worker-stopped = Worker modelu się zatrzymał.
recipient-model-gone = Modelu, który zawiódł, już nie ma; odpowiada { $model }.
recipient-run-continues = Model, który rozpoczął ten przebieg, nie jest już dostępny; kontynuuje { $model }.
recipient-server-changed = Serwer, który zawiódł, nie jest już tym z ustawień; odpowiada { $model }.
template-failure = Szablon czatu tego modelu nie radzi sobie z tą rozmową: { $reason }. Spróbuj innego modelu albo sesji bez instrukcji i narzędzi.
no-provider-address = Nie można użyć adresu serwera z ustawień: { $error }.
no-provider-config = Nie udało się odczytać zapisanych ustawień: { $error }.
no-provider-not-allowed = Ta strona nie może jeszcze łączyć się z { $origin }. Zapisz ten adres w ustawieniach: gdy nic nie będzie w toku, strona sama się przeładuje, zachowa szkic i będzie mogła się z nim połączyć.
no-provider-settings-changed = Ustawienia zmieniono w trakcie odpowiedzi, więc wskazanego wcześniej serwera o nic więcej nie pytano. Spróbuj ponownie, aby zapytać obecny model.
no-provider-yet = Nie znaleziono jeszcze żadnego modelu.
gguf-not-gguf = to nie jest plik GGUF: nie zaczyna się od liter GGUF
gguf-tokenizer = nie można użyć tokenizera z pliku: { $error }
gguf-try-server = { $reason }; być może ten plik może uruchomić lokalny serwer modeli
gguf-unreadable = nie można odczytać pliku: { $error }
gguf-version = Wersja GGUF { $version } nie jest obsługiwana, tylko 2 i 3
provider-error-template = błąd szablonu czatu modelu: { $reason }
network-reloaded = Strona została przeładowana, aby mogła łączyć się z { $origin }. Szkic został zachowany.
network-timeout = brak odpowiedzi w ciągu { $n } s

## Saving, and the storage's errors

save-as-file = Zapisz jako plik
save-answer-failing = Odpowiedź nie jest zapisywana: { $error }.
save-data-cleared = Tej sesji nie ma już w pamięci przeglądarki: wyczyszczono dane witryny albo usunięto ją w innej karcie. Jest teraz tylko na tej stronie. Zapisz ją jako plik, aby ją zachować.
save-end-pending = Koniec odpowiedzi nie jest jeszcze zapisany: { $error }. Nie zamykaj tej strony; zostanie zapisany, gdy tylko pamięć go przyjmie.
save-end-closed = Końca odpowiedzi nie można już zapisać w tej karcie: nowsza wersja abcb w innej karcie przejęła zapisane sesje. Skopiuj odpowiedź, a potem odśwież tę stronę.
save-end-unknown = Nie wiadomo, czy ostatnie słowa zostały zapisane: { $error }. Skopiuj, czego potrzebujesz, i odśwież stronę.
save-failed = Nie udało się zapisać sesji: { $error }.
save-full = Nie ma już miejsca na zapisywanie sesji ({ $error }). Wyeksportuj, czego potrzebujesz, i usuń stare sesje.
save-nothing-works = Nic nie jest zapisywane: { $error }. Poczekaj albo zatrzymaj i skopiuj, czego potrzebujesz.
conflict-answer-dropped = Ta sesja zmieniła się w innej karcie, gdy wiadomość czekała, więc została wczytana ponownie. Wiadomość w niej jest, ale nie ma odpowiedzi.
conflict-change-dropped = Tę sesję zmieniono w innej karcie, więc wczytano ją ponownie. Twoja zmiana nie została wprowadzona.
conflict-message-dropped = Tę sesję zmieniono w innej karcie, więc wczytano ją ponownie. Twoja wiadomość nie została wysłana.
conflict-other-tab = Na tę sesję odpowiada inna karta. Poczekaj, aż skończy.
store-error-backend = błąd pamięci: { $reason }
store-error-conflict = inna karta zmieniła w międzyczasie tę sesję
store-error-damaged = jej zapis jest uszkodzony: { $reason }
store-error-exists = sesja o tej nazwie już istnieje
store-error-full = pamięć jest pełna: { $reason }
store-error-not-found = już jej tu nie ma
store-error-silent =
    { $seconds ->
        [one] pamięć nie odpowiada od { $seconds } sekundy
       *[many] pamięć nie odpowiada od { $seconds } sekund
    }

## Errors in what is read: logs, sessions, arguments, the workspace

message-not-object = wiadomość musi być obiektem
message-unknown-role = nieznana rola „{ $word }”
field-missing = brakuje „{ $key }”
field-not-boolean = „{ $key }” musi mieć wartość true lub false
field-not-count = „{ $key }” musi być nieujemną liczbą całkowitą
field-not-integer = „{ $key }” musi być liczbą całkowitą
field-not-list = „{ $key }” musi być listą
field-not-number = „{ $key }” musi być liczbą
field-not-object = „{ $key }” musi być obiektem
field-not-one-of = „{ $key }” musi być jedną z wartości: { $words }
field-not-text = „{ $key }” musi być tekstem
field-too-large = „{ $key }” jest za duże
argument-unknown = nie ma argumentu „{ $key }”
arguments-not-object = argumenty muszą być obiektem
event-not-object = zdarzenie musi być obiektem
log-event-missing = brakuje zdarzenia { $n }
log-events-missing = brakuje zdarzeń od { $first } do { $last }
log-line = wiersz { $line }: { $reason }
log-number-taken = wcześniejszy wiersz ma już numer { $n }
log-parent-missing = przed nim nie ma wiadomości { $n }
log-unknown-kind = nieznany rodzaj „{ $word }”
log-unknown-status = nieznany stan „{ $word }”
log-wrong-number = zdarzenie ma numer { $seq }, oczekiwano { $next }
workspace-failed = nie można użyć obszaru roboczego: { $reason }
workspace-is-directory = „{ $path }” jest katalogiem
workspace-no-writing = ta przeglądarka nie pozwala stronie zapisywać plików
workspace-not-directory = „{ $path }” jest plikiem, a nie katalogiem
workspace-not-found = w obszarze roboczym nie ma „{ $path }”
workspace-not-text = „{ $path }” nie jest plikiem tekstowym
workspace-path-absolute = ścieżki są względne wobec obszaru roboczego, bez „/” ani „~” na początku
workspace-path-bad = „{ $path }” nie jest ścieżką w obszarze roboczym: { $reason }
workspace-path-bad-name = nazwy rozdziela „/”; nie mogą zawierać „\”, „:” ani znaków sterujących
workspace-path-in-file = katalog na tej ścieżce jest plikiem
workspace-path-parent = „..” prowadzi poza obszar roboczy
workspace-permission-lapsed = pozwolenie na używanie katalogu „{ $name }” wygasło; można je nadać ponownie
workspace-too-large = „{ $path }” jest za duży: ponad 1 MB
