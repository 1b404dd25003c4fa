package document

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Parameter is a part of the address of an answer.
type Parameter struct {
	Name, Say string
	Enum      []string
	Number    bool // a whole number from 1 to Most
	Most      int
	Instant   bool // RFC 3339
	Needed    bool
}

// Scope is what a key of a machine may do.
type Scope string

// The scopes of keys.
const (
	DraftWrite   Scope = "draft:write"
	PictureWrite Scope = "picture:write"
)

// Scopes lists them in the order in which a person chooses.
var Scopes = []Scope{DraftWrite, PictureWrite}

// Operation is one thing that a machine can ask for.
type Operation struct {
	Method string
	Path   string // below Prefix, with {id}
	ID     string // what generated clients call it
	Say    string
	Query  []Parameter // every name that its address may hold; any other is refused
	Needs  Scope       // "" for what everybody may read
	Gives  any         // a value of the type of the answer
	Status int         // of a success
	Takes  any         // a value of the type that is sent; nil for none
	Files  bool        // a file is sent as a form
}

var kinds = []string{"news", "analysis", "opinion", "interview", "criticism", "explainer", "picture-story", "brief", "sponsored"}

var (
	limit   = Parameter{Name: "limit", Say: "How many at most; 20 when it is not said.", Number: true, Most: 30}
	cursor  = Parameter{Name: "cursor", Say: "Where to go on. Take it from next; it means nothing by itself."}
	section = Parameter{Name: "section", Say: "A section, by id or by its address without the slashes around it (business/shipping). Sections below it count."}
	author  = Parameter{Name: "author", Say: "An author, by id or by the last part of the address (jo-tarrick)."}
	topic   = Parameter{Name: "topic", Say: "A topic, by id or by the last part of its address (swing-bridge)."}
	kind    = Parameter{Name: "kind", Say: "What sort of story.", Enum: kinds}
	since   = Parameter{Name: "since", Say: "Published at this instant or after it.", Instant: true}
	until   = Parameter{Name: "until", Say: "Published before this instant.", Instant: true}
)

// Operations are all of them.
var Operations = []Operation{
	{Method: "GET", Path: "/stories", ID: "listStories", Say: "Published stories, newest first.", Gives: Stories{}, Status: 200, Query: []Parameter{
		section, topic, author, kind, since, until,
		{Name: "lang", Say: "Language of the story (en also finds en-GB)."},
		cursor, limit,
	}},
	{Method: "GET", Path: "/stories/{id}", ID: "getStory", Say: "One story with its text.", Gives: Story{}, Status: 200},
	{Method: "GET", Path: "/sections", ID: "listSections", Say: "The tree of sections, parents before children.", Gives: Sections{}, Status: 200},
	{Method: "GET", Path: "/sections/{id}", ID: "getSection", Say: "One section.", Gives: Section{}, Status: 200},
	{Method: "GET", Path: "/topics", ID: "listTopics", Say: "Topics, the oldest first.", Gives: Topics{}, Status: 200, Query: []Parameter{cursor, limit}},
	{Method: "GET", Path: "/topics/{id}", ID: "getTopic", Say: "One topic.", Gives: Topic{}, Status: 200},
	{Method: "GET", Path: "/authors", ID: "listAuthors", Say: "Authors, the oldest first.", Gives: Authors{}, Status: 200, Query: []Parameter{cursor, limit}},
	{Method: "GET", Path: "/authors/{id}", ID: "getAuthor", Say: "One author.", Gives: Author{}, Status: 200},
	{Method: "GET", Path: "/search", ID: "search", Say: "Published stories that hold words, best first.", Gives: Found{}, Status: 200, Query: []Parameter{
		{Name: "q", Say: "Words, \"phrases\" and -exclusions, at most 200 characters.", Needed: true},
		section, author, kind, since, until,
		{Name: "sort", Say: "Best first when it is not said.", Enum: []string{"newest"}},
		cursor, limit,
	}},
	{Method: "POST", Path: "/drafts", ID: "createDraft", Say: "Puts a draft on the desk. It is never public before somebody of the newsroom publishes it.", Needs: DraftWrite, Takes: NewDraft{}, Gives: Draft{}, Status: 201},
	{Method: "POST", Path: "/pictures", ID: "uploadPicture", Say: "Adds a picture to the library. It is not public before a published story uses it.", Needs: PictureWrite, Files: true, Gives: Upload{}, Status: 201},
}

// mistakes are the statuses with which something can be refused, by whether a key is needed.
func (o Operation) mistakes() []int {
	all := []int{400, 405, 406, 429, 500, 503}
	if strings.Contains(o.Path, "{id}") {
		all = append(all, 404, 410)
	}
	if o.Needs != "" {
		all = append(all, 401, 403, 409, 413, 415, 422)
	}
	slices.Sort(all)
	return all
}

// OpenAPI describes the whole API of the paper at an address, in OpenAPI 3.1.
func OpenAPI(base string) ([]byte, error) {
	s := &schemas{named: object{}}
	paths := object{}
	problem := object{"$ref": s.of(reflect.TypeFor[Problem]())["$ref"]}
	for _, o := range Operations {
		at, _ := paths[o.Path].(object)
		if at == nil {
			at = object{}
			paths[o.Path] = at
		}
		example, err := exampleOf(o.Gives, base)
		if err != nil {
			return nil, err
		}
		answers := object{strconv.Itoa(o.Status): object{
			"description": "It worked.",
			"headers":     headers(o),
			"content":     object{"application/json": object{"schema": s.of(reflect.TypeOf(o.Gives)), "example": example}},
		}}
		if o.Needs == "" {
			answers["304"] = object{"description": "Nothing changed since the ETag that was sent."}
		} else {
			answers["200"] = object{
				"description": "It was there already. Nothing was changed.",
				"content":     object{"application/json": object{"schema": s.of(reflect.TypeOf(o.Gives))}},
			}
		}
		for _, status := range o.mistakes() {
			answers[strconv.Itoa(status)] = object{
				"description": http.StatusText(status),
				"content":     object{"application/problem+json": object{"schema": problem}},
			}
		}
		op := object{"operationId": o.ID, "summary": o.Say, "responses": answers, "parameters": parameters(o), "security": []object{}}
		if o.Needs != "" {
			op["security"] = []object{{"key": []string{}}}
			op["description"] = "Needs a key with the scope " + string(o.Needs) + "."
		}
		if o.Takes != nil {
			example, err := exampleOf(o.Takes, base)
			if err != nil {
				return nil, err
			}
			op["requestBody"] = object{"required": true, "content": object{"application/json": object{"schema": s.of(reflect.TypeOf(o.Takes)), "example": example}}}
		}
		if o.Files {
			op["requestBody"] = object{"required": true, "content": object{"multipart/form-data": object{"schema": object{
				"type": "object", "required": []string{"file"}, "additionalProperties": false,
				"properties": object{
					"file":    object{"type": "string", "contentMediaType": "application/octet-stream", "description": "JPEG, PNG, GIF, WebP or AVIF; the same limits as in the newsroom."},
					"credit":  object{"type": "string", "description": "Taken from the file where it is not said, as the others."},
					"rights":  object{"type": "string"},
					"caption": object{"type": "string"},
					"alt":     object{"type": "string"},
				},
			}}}}
		}
		at[strings.ToLower(o.Method)] = op
	}
	event, err := exampleOf(Event{}, base)
	if err != nil {
		return nil, err
	}
	doc := object{
		"openapi": "3.1.0",
		"info": object{
			"title": "Broadsheet", "version": "1",
			"description": "What a paper published, for machines. Everybody may read; a key is for what a machine of the newsroom sends in.",
			"license":     object{"name": "The terms of the paper", "url": base + "/"},
		},
		"servers": []object{{"url": base + Prefix}},
		"paths":   paths,
		"webhooks": object{"told": object{"post": object{
			"operationId": "told", "summary": "What a webhook is sent when something became public, was changed or taken back.",
			"description": "Signed by Standard Webhooks: webhook-id, webhook-timestamp and webhook-signature.",
			"parameters": []object{
				{"name": "webhook-id", "in": "header", "required": true, "schema": object{"type": "string"}, "description": "The same when a delivery is tried again."},
				{"name": "webhook-timestamp", "in": "header", "required": true, "schema": object{"type": "string"}, "description": "Seconds since 1970, of this try."},
				{"name": "webhook-signature", "in": "header", "required": true, "schema": object{"type": "string"}, "description": "v1, and the HMAC-SHA256 of id.timestamp.body in base64; several, parted by spaces, while a secret is changed."},
			},
			"requestBody": object{"required": true, "content": object{"application/json": object{"schema": s.of(reflect.TypeFor[Event]()), "example": event}}},
			"responses":   object{"2XX": object{"description": "It was heard. Any other answer has it sent again later."}, "410": object{"description": "Stop: nothing is sent here any more."}},
			"security":    []object{},
		}}},
		"components": object{
			"schemas":         s.named,
			"securitySchemes": object{"key": object{"type": "http", "scheme": "bearer", "description": "A key from Settings, Machines, Keys."}},
		},
	}
	b, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		return nil, fmt.Errorf("describing the API: %w", err)
	}
	return b, nil
}

func headers(o Operation) object {
	if o.Needs != "" {
		return object{}
	}
	text := func(say string) object { return object{"description": say, "schema": object{"type": "string"}} }
	return object{
		"ETag":   text("Send it back in If-None-Match."),
		"Record": text("Number of the paper's record that the answer was made at."),
		"Link":   text("rel=next: what comes after these."),
	}
}

func parameters(o Operation) []object {
	all := []object{}
	if strings.Contains(o.Path, "{id}") {
		all = append(all, object{"name": "id", "in": "path", "required": true, "schema": object{"type": "string"}})
	}
	for _, p := range o.Query {
		schema := object{"type": "string"}
		switch {
		case p.Number:
			schema = object{"type": "integer", "minimum": 1, "maximum": p.Most}
		case p.Instant:
			schema["format"] = "date-time"
		case p.Enum != nil:
			schema["enum"] = p.Enum
		}
		all = append(all, object{"name": p.Name, "in": "query", "required": p.Needed, "description": p.Say, "schema": schema})
	}
	return all
}
