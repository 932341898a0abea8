package client_test

import (
	"net/http"
	"testing"

	"etokenpass/web/client"
)

// What the bank's guide says is on the page where it is needed, in both languages. Comments quote
// the guide; its two pictures of messages are not in our copy.
func TestGuide(t *testing.T) {
	atKey := func(b *browser) page { b.signIn(); return b.get("/key") }
	wrong := func(b *browser) page { b.signIn(); return b.post("/key", "key", "999999") }
	third := func(b *browser) page {
		b.signIn()
		b.post("/key", "key", "999999")
		b.post("/key", "key", "999999")
		return b.post("/key", "key", "999999")
	}
	canceled := func(b *browser) page { b.cancel(); return b.get("/documents") }
	for _, test := range []struct {
		name      string
		show      func(*browser) page
		status    int
		en, ru    string
		isAssumed bool // whether the guide has a picture instead
	}{
		// «Сеансовый ключ действует в течение одного сеанса связи с Банком.»
		{"one session", atKey, 200, "A session key is valid for one session with the bank.", "Сеансовый ключ действует в течение одного сеанса связи с банком.", false},
		// «… нажать кнопку генерации …, находящуюся на лицевой стороне OTP-Token, справа от дисплея.»
		// «Генерацию сеансового ключа желательно осуществить после появления на экране поля для его ввода.»
		{"when and how", atKey, 200, "Generate the session key now: press the button to the right of the token's display.", "Создайте сеансовый ключ сейчас: нажмите кнопку справа от дисплея устройства.", false},
		// «Если Вы не успели ввести сеансовый ключ, проведите его повторную генерацию.»
		{"too late", atKey, 200, "If you were not in time, generate another key.", "Если вы не успели ввести ключ, создайте новый.", false},
		// «После ввода сеансового ключа нажмите кнопку «Ок».»
		{"OK", atKey, 200, " OK ", " Ок ", false},
		// «… нажатием кнопки «Отмена», Вы также осуществите вход …, однако Вы не сможете подписывать и отправлять документы»
		{"Cancel", atKey, 200, "Cancel opens Internet-Client, too, but you cannot sign documents or send them", "Кнопка «Отмена» тоже открывает систему, но подписывать документы и отправлять их в банк будет нельзя.", false},
		{"after Cancel", canceled, 200, "You have signed in without a session key. Documents cannot be signed or sent to the bank.", "Вы вошли без сеансового ключа. Подписывать документы и отправлять их в банк нельзя.", false},
		// «В случае успешного ввода сеансового ключа Вам будет доступен весь функционал»
		{"everything", func(b *browser) page { b.enter(); return b.get("/documents") }, 200, "all functions are available", "доступны все функции", false},
		{"wrong key", wrong, 403, "The session key is wrong", "Неверный сеансовый ключ", true},
		// «Убедитесь, что сеансовый ключ вводится Вами верно.»
		{"digits", wrong, 403, "Make sure that you enter the digits as the token shows them.", "Убедитесь, что вводите цифры в точности как на дисплее.", true},
		// «Обратите внимание на правильное расположение устройства OTP-Token.»
		{"position", wrong, 403, "Mind the position of the token.", "Обратите внимание на положение устройства.", true},
		// «Попробуйте сгенерировать и ввести сеансовый ключ повторно.»
		{"another", wrong, 403, "Generate another session key, and enter it.", "Создайте новый сеансовый ключ и введите его.", true},
		// «… если Вы сгенерируете более 10 сеансовых ключей подряд без осуществления входа … (… в кармане …)»
		// «… связаться со специалистами службы технической поддержки … и произвести синхронизацию»
		{"pocket", wrong, 403, "If more than 10 session keys in a row have been generated without a login, for instance in a pocket, the token must be synchronised. Contact the help desk.", "Если без входа в систему создано более 10 сеансовых ключей подряд, например в кармане, устройство нужно синхронизировать. Обратитесь в службу поддержки.", true},
		{"help desk", wrong, 403, "+7 (000) 000-00-00 support@bank.example", "+7 (000) 000-00-00 support@bank.example", true},
		// «В случае трёх неудачных попыток … учётная запись будет заблокирована»
		{"three failures", wrong, 403, "After 3 failed attempts, the account is locked.", "После 3 неудачных попыток учётная запись блокируется.", true},
		{"locked", third, 403, "The account is locked", "Учётная запись заблокирована", true},
		// «Для разблокировки учетной записи Вам необходимо связаться со специалистами службы технической поддержки»
		{"unlocking", third, 403, "To have it unlocked, contact the help desk.", "Чтобы разблокировать учётную запись, обратитесь в службу поддержки.", true},
	} {
		for language, text := range map[string]string{"en": test.en, "ru": test.ru} {
			b := open(t, nil, nil)
			b.language = language
			texts := []string{text, map[string]string{"en": "For practice only.", "ru": "Учебная система."}[language]}
			if test.isAssumed {
				texts = append(texts, map[string]string{"en": "The wording is assumed", "ru": "Текст предположительный"}[language])
			}
			if b.shows(test.show(b), test.status, texts...); t.Failed() {
				t.Fatal(test.name, language)
			}
		}
	}
}

// A locked account refuses every login, even by Cancel, and every signature.
func TestLocked(t *testing.T) {
	for name, lock := range map[string]func(*browser) page{
		"at the login": func(b *browser) page { b.locked = true; return b.post("/login", "login", login, "password", password) },
		"at the key": func(b *browser) page {
			b.signIn()
			b.locked = true
			return b.post("/key", "key", "100001")
		},
		"at Cancel": func(b *browser) page { b.signIn(); b.locked = true; return b.post("/key/cancel") },
		"at a signature": func(b *browser) page {
			b.enter()
			path := b.write()
			b.locked = true
			return b.post(path+"/key", "key", "100002")
		},
	} {
		b := open(t, nil, nil)
		if b.shows(lock(b), http.StatusForbidden, "The account is locked", "contact the help desk"); t.Failed() {
			t.Fatal(name)
		}
		b.shows(b.get("/locked"), http.StatusForbidden, "The account is locked") // in another language, for instance
	}
	b := open(t, nil, nil)
	b.locked = true
	b.shows(b.post("/login", "login", login, "password", "wrong"), http.StatusForbidden, "The login or the password is wrong")
}

// Pages leave out the advice that does not hold for a bank.
func TestOtherBank(t *testing.T) {
	b := open(t, nil, func(o *client.Options) { o.Window, o.Failures, o.HelpDesk, o.Entry = 0, 0, client.HelpDesk{}, "" })
	b.signIn()
	wrong := b.post("/key", "key", "999999")
	b.shows(wrong, http.StatusForbidden, "Generate another session key")
	b.lacks(wrong, "in a row", "attempts", "Help desk", "Synchronise", "Logins and tokens")
}
