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
	db, data, err := c.open(ctx, e)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(e.stdout, 64<<10)
	_, err = data.Export(ctx, c.Sub, out)
	if err = errors.Join(err, out.Flush(), db.Close()); err != nil {
		return fmt.Errorf("export the rows of %s: %w", c.Sub, err)
	}
	return nil
}
