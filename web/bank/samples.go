package bank

// samples returns the customers of a new bank. All names and telephones are made up; the telephones are
// among those that no one has.
func samples() []Customer {
	return []Customer{
		{Login: "anna", Password: "romashka", Owner: "Иванова", Organisation: "ООО «Ромашка»", Telephone: "+7 (812) 555-01-01"},
		{Login: "boris", Password: "vasilyok", Owner: "Петров", Organisation: "ЗАО «Василёк»", Telephone: "+7 (812) 555-01-02"},
		{Login: "carol", Password: "foxglove", Owner: "Smith", Organisation: "Foxglove Ltd", Telephone: "+44 20 7946 0103"},
		{Login: "david", Password: "bluebell", Owner: "Brown", Organisation: "Bluebell Trading Ltd", Telephone: "+44 20 7946 0104"},
	}
}
