package main

import (
	"encoding/hex"
	"fmt"

	"broadsheet/internal/config"
)

// verifyCommand checks the record.
type verifyCommand struct{}

// Run reads every entry of the record and checks that numbers have no gaps and hashes chain.
func (verifyCommand) Run(p *program, c *commands) error {
	settings, err := c.settings(config.Config{})
	if err != nil {
		return err
	}
	house, err := openHouse(p, settings, false)
	if err != nil {
		return err
	}
	defer house.close()
	number, err := house.store.Verify(p.ctx)
	if err != nil {
		return fmt.Errorf("the record does not hold: %w", err)
	}
	_, hash, err := house.store.Head(p.ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "The record holds: %d entries without a gap, newest hash %s.\n", number, hex.EncodeToString(hash[:]))
	return nil
}
