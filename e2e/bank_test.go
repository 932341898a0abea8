//go:build e2e

package e2e_test

import (
	"fmt"
	"testing"
)

// guide is what the bank's guide says about Internet-Client, in a language: what a page shows at each
// of its sentences.
type guide struct {
	language                                                string
	keyField, documents, wrongKey, checkDigits, position    string
	newKey, synchronise, locked, callHelpDesk, readOnly     string
	malformed, wrongPassword, signed, sent, cannotSign, ask string
}

var (
	englishGuide = guide{
		language: "en", keyField: "Session key", documents: "Documents", wrongKey: "The session key is wrong", checkDigits: "enter the digits",
		position: "Mind the position of the token", newKey: "Generate another session key", synchronise: "more than 10 session keys",
		locked: "The account is locked", callHelpDesk: "contact the help desk", readOnly: "cannot", malformed: "6 digits", wrongPassword: "password",
		signed: "signed", sent: "sent", cannotSign: "cannot", ask: "Generate the session key now",
	}
	russianGuide = guide{
		language: "ru", keyField: "Сеансовый ключ", documents: "Документы", wrongKey: "Неверный сеансовый ключ", checkDigits: "вводите цифры",
		position: "Обратите внимание на положение устройства", newKey: "Создайте новый сеансовый ключ", synchronise: "более 10 сеансовых ключей",
		locked: "Учётная запись заблокирована", callHelpDesk: "обратитесь в службу поддержки", readOnly: "нельзя", malformed: "6 цифр", wrongPassword: "пароль",
		signed: "подписан", sent: "отправлен", cannotSign: "нельзя", ask: "Создайте сеансовый ключ сейчас",
	}
)

// annaAtTheBank is the first sample customer.
const (
	annasLogin, annasPassword, annasSerial = "anna", "romashka", "000500100001"
	helpDeskTelephone                      = "555-01-99"
)

// code lets a token generate a session key.
func (b *practiceBank) code(serial string) string {
	b.t.Helper()
	return fmt.Sprint(b.api("/tokens/api/v1/tokens/"+serial+"/code", "")["code"])
}

// reader follows the guide in a browser. It looks at each page as a person and as axe-core does, in
// the views in which its language is audited.
type reader struct {
	*tab
	bank *practiceBank
	guide
	axe     string
	audited audits
}

// read checks what a page says, and looks at it.
func (r *reader) read(where string, texts ...string) {
	r.browser.t.Helper()
	for _, text := range texts {
		r.says(text)
	}
	r.value(r.axe)
	r.auditAll(where, r.audited)
	r.fitsAll(where + ", " + r.language)
}

// signIn enters login and password.
func (r *reader) signInAs(login, password string) {
	r.browser.t.Helper()
	r.goTo(r.bank.url + "/internet-client/login?lang=" + r.language)
	r.fillIn("login", login, "password", password)
	r.submit("main button[type=submit]")
}

// enter enters a session key.
func (r *reader) enter(key string) {
	r.browser.t.Helper()
	r.fill("[name=key]", key)
	r.submit("main button.main")
}

// Each sentence of the bank's guide about Internet-Client holds in the practice bank, in both languages.
func TestGuide(t *testing.T) {
	t.Parallel()
	axe := readAxe(t)
	for _, audited := range allAudits() {
		words := englishGuide
		if audited.language == "ru" {
			words = russianGuide
		}
		t.Run(audited.language, func(t *testing.T) {
			bank := startBank(t)
			p := startBrowser(t).visit(bank.url+"/?lang="+audited.language, audited.views[0])
			p.until(`document.querySelector(".customers") !== null`)
			r := &reader{p, bank, words, axe, audited}
			r.read("the first page", annasLogin, annasPassword, annasSerial)
			followGuide(r)
			r.expectNoFaults("status of 403", "status of 422")
		})
	}
}

func followGuide(r *reader) {
	// «Сеансовый ключ вводится на этапе дополнительной авторизации … после осуществления ввода логина и пароля.»
	r.signInAs(annasLogin, "not the password")
	r.read("a wrong password", r.wrongPassword)
	r.signInAs(annasLogin, annasPassword)
	r.read("the field for the key", r.keyField, r.ask)

	// «Если Вы не успели ввести сеансовый ключ, проведите его повторную генерацию.»
	r.bank.code(annasSerial)

	// «В случае успешного ввода сеансового ключа Вам будет доступен весь функционал.»
	key := r.bank.code(annasSerial)
	r.enter(key)
	r.read("the documents", r.documents)
	r.writeDocument()
	r.read("a document", "Example Ltd")
	r.submit("form[action$='/sign'] button")
	r.read("the field for the key of a signature", r.keyField)
	r.enter("12345")
	r.read("a key with five digits", r.malformed)
	r.enter(r.bank.code(annasSerial))
	r.read("a signed document", r.signed)
	r.submit("form[action$='/send'] button")
	r.read("a sent document", r.sent)
	r.submit("form[action$='/sign-out'] button")

	// «Сеансовый ключ действует в течение одного сеанса связи с Банком.»
	r.signInAs(annasLogin, annasPassword)
	r.enter(key)
	r.read("the key of the last session", r.wrongKey, r.checkDigits, r.position, r.newKey, r.synchronise)

	// «В случае отказа от ввода сеансового ключа … Вы не сможете подписывать и отправлять документы.»
	r.submit("form[action$='/cancel'] button, button[formaction$='/cancel']")
	r.read("after Cancel", r.documents, r.readOnly)
	r.writeDocument()
	r.read("a document after Cancel", r.cannotSign)
	r.submit("form[action$='/sign-out'] button")

	// «… если Вы сгенерируете более 10 сеансовых ключей подряд без осуществления входа …»
	r.signInAs(annasLogin, annasPassword)
	for range 10 {
		key = r.bank.code(annasSerial)
	}
	r.enter(key) // the tenth
	r.says(r.documents)
	r.submit("form[action$='/sign-out'] button")
	r.signInAs(annasLogin, annasPassword)
	for range 11 {
		key = r.bank.code(annasSerial)
	}
	r.enter(key)
	r.read("the eleventh key", r.wrongKey, helpDeskTelephone)

	// «Порядок проведения синхронизации»: serial and counter go to the help desk.
	r.bank.wait("1m")
	counter := fmt.Sprint(r.bank.api("/tokens/api/v1/tokens/"+annasSerial+"/counter-screen", "")["lcd"])
	r.resync(counter)
	r.bank.wait("1m")
	r.signInAs(annasLogin, annasPassword)
	r.enter(r.bank.code(annasSerial))
	r.says(r.documents)
	r.submit("form[action$='/sign-out'] button")

	// «В случае трёх неудачных попыток … учётная запись будет заблокирована.»
	r.signInAs(annasLogin, annasPassword)
	for range 3 {
		r.enter("000000")
	}
	r.read("the account is locked", r.locked, r.callHelpDesk, helpDeskTelephone)
	r.signInAs(annasLogin, annasPassword)
	r.says(r.locked)

	// «Для разблокировки учетной записи Вам необходимо связаться со специалистами службы технической поддержки.»
	r.goTo(r.bank.url + "/desk/user?user=" + annasLogin)
	r.submit("button[value=unlock]")
	r.signInAs(annasLogin, annasPassword)
	r.enter(r.bank.code(annasSerial))
	r.says(r.documents)
}

func (r *reader) writeDocument() {
	r.browser.t.Helper()
	r.submit("a[href$='/documents/new']")
	r.fillIn("payee", "Example Ltd", "account", "40702810900000000001", "amount", "1500.00", "purpose", "Rent")
	r.submit("main button[type=submit]")
}

// resync synchronises the token in the console, as the help desk does on the telephone.
func (r *reader) resync(counter string) {
	r.browser.t.Helper()
	r.goTo(r.bank.url + "/desk/resync?lang=" + r.language)
	r.fillIn("serial", annasSerial, "counter", counter, "organisation", "Ромашка", "name", "Иванова")
	r.submit("form.steps button")
	r.submit("button[value=resync]")
}
