// Package streets draws the scenes on land: courts, hospital, school and town hall, the market, what happens under a
// roof, the country around the town, and maps of it.
package streets

import "broadsheet/internal/demo/draw/stock"

// view is a sheet, with what only these scenes know how to draw on it.
type view struct{ *stock.View }
