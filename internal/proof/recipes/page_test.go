package recipes

import (
	"fmt"
	"strings"
)

// root is the project.
const root = "../../.."

// step is a fenced block of a page that is executed. Other blocks are only for the
// reader.
type step struct {
	line int // of the fence
	kind kind
	file string // what is written or changed
	text string // of a file: its content; of a change: its lines with ' ', '-' or '+'
	// commands are the lines after "$ ", each with the output that follows it.
	commands []command
}

type command struct {
	line        int
	text, shows string
}

// kind is what is done with a block, as its info string says.
type kind string

const (
	write  kind = "file"    // ```go file=ent/schema/note.go: the file, whole
	change kind = "diff"    // ```diff file=ent/schema/task.go: see patch
	run    kind = "console" // ```console: commands that succeed and print what is shown
	fail   kind = "fails"   // ```console fails: commands that do not succeed
	serve  kind = "serves"  // ```console serves: one command that runs until the next of its kind
)

// parse returns the steps of a page.
func parse(page string) ([]step, error) {
	var steps []step
	var open *step
	var body strings.Builder
	for i, line := range strings.Split(page, "\n") {
		fence, isFence := strings.CutPrefix(line, "```")
		switch {
		case open == nil && isFence:
			s, err := newStep(i+1, fence)
			if err != nil {
				return nil, err
			}
			open = &s
			body.Reset()
		case open != nil && line == "```":
			if err := open.end(body.String()); err != nil {
				return nil, err
			}
			if open.kind != "" {
				steps = append(steps, *open)
			}
			open = nil
		case open != nil:
			body.WriteString(line + "\n")
		}
	}
	if open != nil {
		return nil, fmt.Errorf("line %d: the block has no end", open.line)
	}
	return steps, nil
}

// newStep reads the info string of the fence that opens a block.
func newStep(line int, info string) (step, error) {
	s := step{line: line}
	words := strings.Fields(info)
	if len(words) == 0 {
		return s, nil
	}
	for _, word := range words[1:] {
		switch name, value, _ := strings.Cut(word, "="); {
		case name == "file" && value != "":
			s.file, s.kind = value, write
		case words[0] == "console" && kind(word) == fail, words[0] == "console" && kind(word) == serve:
			s.kind = kind(word)
		default:
			return s, fmt.Errorf("line %d: %q has no meaning in an info string", line, word)
		}
	}
	switch {
	case words[0] == "console" && s.kind == "":
		s.kind = run
	case words[0] == "diff" && s.file == "":
		return s, fmt.Errorf("line %d: say what the diff changes: file=…", line)
	case words[0] == "diff":
		s.kind = change
	}
	return s, nil
}

// end reads the lines of a complete block.
func (s *step) end(body string) error {
	s.text = body
	if s.kind != run && s.kind != fail && s.kind != serve {
		return nil
	}
	more := false // whether the line before ends with a backslash
	for i, line := range strings.Split(strings.TrimSuffix(body, "\n"), "\n") {
		last := len(s.commands) - 1
		text, isCommand := strings.CutPrefix(line, "$ ")
		switch {
		case more:
			s.commands[last].text += "\n" + line
		case isCommand:
			s.commands = append(s.commands, command{line: s.line + 1 + i, text: text})
		case last < 0:
			return fmt.Errorf("line %d: a console begins with a command: $ …", s.line+1)
		default:
			s.commands[last].shows += line + "\n"
		}
		more = (more || isCommand) && strings.HasSuffix(line, `\`)
	}
	if s.kind == serve && len(s.commands) != 1 {
		return fmt.Errorf("line %d: got %d commands that serve, want one", s.line, len(s.commands))
	}
	return nil
}
