package tables

import (
	"fmt"
	"strings"

	"entgo.io/ent/entc/gen"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// RoomName is what the function is called that holds a table to its quota.
func RoomName(table string) string { return plan.CutName(table + "_room") }

// room is the function that says whether an owner may have more rows of a table than so many,
// and more bytes of them than so many at a time. It reads no more rows than the quota.
func room(n *gen.Type, owner *gen.Field, ant *rest.Annotation) string {
	columns := map[string]string{}
	for _, f := range n.Fields {
		columns[f.Name] = quote(f.StorageKey())
	}
	takes, own := []string{"text", "integer"}, fmt.Sprintf("FROM public.%s WHERE %s = $1", quote(n.Table()), quote(owner.StorageKey()))
	fits := "NOT EXISTS (SELECT " + own + " LIMIT 1 OFFSET $2)"
	if ant.QuotaBytes != nil || ant.Expires != "" {
		most, content, bytes := "count(*) <= $2", "1", ""
		if ant.QuotaBytes != nil {
			takes = append(takes, "bigint")
			content, bytes = fmt.Sprintf("length(%s)", columns[ant.QuotaBytes.Field]), fmt.Sprintf(" AND coalesce(sum(bytes), 0) <= $%d", len(takes))
		}
		if ant.Expires != "" {
			takes = append(takes, "timestamp with time zone")
			own += fmt.Sprintf(" AND %s > $%d", columns[ant.Expires], len(takes))
		}
		fits = fmt.Sprintf("(SELECT %s%s FROM (SELECT %s AS bytes %s LIMIT %d) AS own)", most, bytes, content, own, *ant.Quota)
	}
	return fmt.Sprintf(`-- Whether an owner has no more rows of %s than so many
CREATE FUNCTION %s(%s DEFAULT %s::regclass::text::%s) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN %s;
END $$`, n.Table(), quote(RoomName(n.Table())), strings.Join(takes, ","), literal(quote(n.Table())), takes[len(takes)-1], fits)
}
