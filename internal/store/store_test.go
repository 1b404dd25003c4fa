package store_test

import (
	"testing"

	"broadsheet/internal/store/storetest"
)

func TestPromises(t *testing.T) { storetest.Run(t) }

func BenchmarkStore(b *testing.B) { storetest.Bench(b) }

func TestSearchIsTheSameOnBothDatabases(t *testing.T) {
	t.Parallel()
	storetest.Alike(t)
}

func BenchmarkSearch(b *testing.B) { storetest.BenchSearch(b) }
