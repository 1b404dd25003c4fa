package mail

// Message is message for tests.
var Message = message
