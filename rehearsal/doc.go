// Package rehearsal plays training exercises: a token in the customer's hands, a validator at
// the bank, and a telephone between them.
//
// An [Exercise] is data: a situation, a goal, the steps that lead to it, and the mistakes that
// count. A [Rehearsal] plays one. Actions and the passing of time go in; events come out:
//
//	Do(Action), Advance(time) ──> token ─┬─> screens, answers, what is said ──> Event
//	                              bank   │                                       │
//	                              desk  ─┴─> facts ─> steps, goal; mistakes ─────┘
//
// The user plays the customer, the help desk, or both. The program plays the other side by
// itself, as a person would, and can be asked to make mistakes.
//
// The package is pure: it has a virtual clock, no files and no terminal, and its random choices
// follow from a seed. The same actions always lead to the same events. A front end shows them:
// every [Event] says what happened in a [Sentence], in English and Russian, and a [View] shows
// what is visible at a moment.
package rehearsal
