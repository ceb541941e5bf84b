package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
)

type userExportCmd struct{ subject }

// Run prints the rows. What it prints is whole only if its last line is there.
func (c userExportCmd) Run(ctx context.Context, e env) error {
	o, err := c.open(ctx, e)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(e.stdout, 64<<10)
	counts, err := o.Export(ctx, c.Sub, out)
	err = errors.Join(err, out.Flush())
	o.audited.command("user export", c.Sub, counts.Total(), err)
	if err = errors.Join(err, o.close()); err != nil {
		return fmt.Errorf("export the rows of %s: %w", c.Sub, err)
	}
	return nil
}
