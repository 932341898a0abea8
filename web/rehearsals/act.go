package rehearsals

import "etokenpass/rehearsal"

// Act is something that a person does on a page of a rehearsal. What does not belong to the verb
// is left out.
type Act struct {
	Do   string         `json:"do" enum:"press,hold,down,up,turn,upside_down,read,take,say,mail,say_codes,talk,ask,hang_up,hint,give_up,advise"`
	By   rehearsal.Role `json:"by,omitempty" enum:"customer,support" doc:"Who talks or hangs up."`
	To   rehearsal.Role `json:"to,omitempty" enum:"customer,support" doc:"Whom a watcher advises."`
	Item rehearsal.Item `json:"item,omitempty" enum:"organisation,name,serial,counter,codes" doc:"What the help desk asks for."`
	Text string         `json:"text,omitempty" maxLength:"300" doc:"What is said, or advised."`

	Serial       string   `json:"serial,omitempty" maxLength:"64"`
	Counter      string   `json:"counter,omitempty" maxLength:"32"`
	Codes        []string `json:"codes,omitempty" maxItems:"2"`
	Organisation string   `json:"organisation,omitempty" maxLength:"200"`
	Name         string   `json:"name,omitempty" maxLength:"200"`
}
