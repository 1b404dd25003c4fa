// Package harbour draws the scenes on the water: the swing bridge, the quay, ferries, boats and crews, the cannery
// beside the river, the sea wall in a storm.
package harbour

import "broadsheet/internal/demo/draw/stock"

// view is a sheet, with what only these scenes know how to draw on it.
type view struct{ *stock.View }
