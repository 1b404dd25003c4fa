package prose

// table writes a table in a region that scrolls by itself and can be reached by the keyboard.
func (r *renderer) table(attrs string, n *Node) {
	rows := lay(n)
	if len(rows) == 0 {
		return
	}
	caption := or(n.Attr("caption"), "")
	name := esc(r.label(or(caption, or(r.o.Labels.Table, "Table"))))
	r.markup(`<div class="table" role="region" tabindex="0" aria-label="%s"%s><table>`+"\n", name, attrs)
	if caption != "" {
		r.markup("<caption>%s</caption>\n", r.text(caption))
	}
	head := isHead(rows)
	if head {
		r.markup("<thead>")
	} else {
		r.markup("<tbody>")
	}
	for i, row := range rows {
		if i == 1 && head {
			r.markup("</thead>\n<tbody>")
		}
		r.markup("<tr>")
		for _, c := range row {
			r.cell(c, i == 0)
		}
		r.markup("</tr>\n")
	}
	if head && len(rows) == 1 {
		r.markup("</thead>")
	} else {
		r.markup("</tbody>")
	}
	r.markup("</table></div>\n")
}

// isHead tells whether the first row names the columns: headers only, and none that reaches into the rows below.
func isHead(rows [][]placed) bool {
	for _, c := range rows[0] {
		if c.node != nil && c.node.Type != "header" || c.rows > 1 {
			return false
		}
	}
	return true // also with empty cells at the end of a row that was too short
}

func (r *renderer) cell(c placed, firstRow bool) {
	if c.node == nil {
		r.markup("<td></td>")
		return
	}
	element := "td"
	if c.node.Type == "header" && !isBare(c.node) {
		element = "th"
	}
	r.markup("<%s", element)
	if c.columns > 1 {
		r.markup(` colspan="%d"`, c.columns)
	}
	if c.rows > 1 {
		r.markup(` rowspan="%d"`, c.rows)
	}
	if element == "th" {
		scope := or(c.node.Attr("scope"), "row")
		if firstRow && c.node.Attr("scope") == "" {
			scope = "col"
		}
		r.markup(` scope="%s"`, esc(scope))
	}
	if a := c.node.Attr("align"); a != "" {
		r.markup(` class="align-%s"`, esc(a))
	}
	r.markup(">")
	if p := c.node.Content; len(p) == 1 && p[0].Attr("lang") == "" && p[0].Attr("dir") == "" {
		r.inline(p[0].Content)
	} else {
		r.blocks(p)
	}
	r.markup("</%s>", element)
}

// placed is a cell where it stands in the grid; node is nil where a row was too short.
type placed struct {
	node          *Node
	x             int
	columns, rows int
}

// The widest table that is laid out as it stands: cells beyond are left out, since no page can show them.
const maxColumns = 1000

// lay puts the cells of a table on a grid so that, whatever spans were set, none overlap, all rows are of one width,
// and no row or column is without a cell that begins in it. HTML checkers ask for as much, and so do screen readers.
func lay(table *Node) [][]placed {
	var rows [][]placed
	var covered []int // for each column, in how many of the rows to come a cell from above stands
	width := 0
	for i, row := range table.Content {
		var out []placed
		x := 0
		below := map[int]int{}
		for _, c := range row.Content {
			for x < len(covered) && covered[x] > 0 {
				x++
			}
			if x >= maxColumns {
				break
			}
			p := placed{node: c, x: x, columns: 1, rows: min(max(c.Int("rowspan"), 1), len(table.Content)-i)}
			for p.columns < min(c.Int("colspan"), maxColumns-x) && (x+p.columns >= len(covered) || covered[x+p.columns] == 0) {
				p.columns++
			}
			for k := x; k < x+p.columns; k++ {
				below[k] = p.rows
			}
			x += p.columns
			out = append(out, p)
		}
		for len(covered) < x {
			covered = append(covered, 0)
		}
		width = max(width, len(covered))
		for k := range covered {
			covered[k] = max(covered[k], below[k], 1) - 1
		}
		rows = append(rows, out)
	}
	rows = dropEmptyRows(rows)
	rows, width = dropEmptyColumns(rows, width)
	return pad(rows, width)
}

// dropEmptyRows leaves out rows in which no cell begins and shortens the cells that reach into them.
func dropEmptyRows(rows [][]placed) [][]placed {
	var kept [][]placed
	for i, row := range rows {
		if len(row) == 0 {
			continue
		}
		for k := range row {
			empty := 0
			for _, below := range rows[i+1 : i+row[k].rows] {
				if len(below) == 0 {
					empty++
				}
			}
			row[k].rows -= empty
		}
		kept = append(kept, row)
	}
	return kept
}

// dropEmptyColumns does the same for columns.
func dropEmptyColumns(rows [][]placed, width int) ([][]placed, int) {
	begins := make([]bool, width)
	for _, row := range rows {
		for _, c := range row {
			begins[c.x] = true
		}
	}
	at := make([]int, width+1) // the new place of each column
	for x, b := range begins {
		at[x+1] = at[x]
		if b {
			at[x+1]++
		}
	}
	for _, row := range rows {
		for k, c := range row {
			row[k].x, row[k].columns = at[c.x], at[c.x+c.columns]-at[c.x]
		}
	}
	return rows, at[width]
}

// pad fills what no cell covers with empty cells.
func pad(rows [][]placed, width int) [][]placed {
	covered := make([]int, width)
	for i, row := range rows {
		var full []placed
		next := 0
		for x := 0; x < width; {
			switch {
			case covered[x] > 0:
				x++
			case next < len(row) && row[next].x == x:
				full = append(full, row[next])
				for k := x; k < x+row[next].columns; k++ {
					covered[k] = row[next].rows
				}
				x += row[next].columns
				next++
			default:
				full = append(full, placed{x: x, columns: 1, rows: 1})
				covered[x] = 1
				x++
			}
		}
		for x := range covered {
			covered[x] = max(covered[x], 1) - 1
		}
		rows[i] = full
	}
	return rows
}
