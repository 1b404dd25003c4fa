-- +goose Up

-- What somebody changed last is found without reading what others did.
CREATE INDEX draft_changed_by ON draft (changed_by, changed_at);
