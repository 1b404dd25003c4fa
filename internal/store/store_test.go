package store_test

import (
	"testing"

	"broadsheet/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

func TestPromises(t *testing.T) { storetest.Run(t) }
