-- What tables need to be spread by Citus. It is written only where Citus is, before the
-- tables are made: migrations and Create call entask_spread if there is one.

-- entask_spread spreads tables that are not spread yet: by the column with the owner of their
-- rows, or to every server where they have none.
CREATE OR REPLACE FUNCTION public.entask_spread(tables jsonb) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public SET citus.enable_unsafe_triggers = on SET citus.multi_shard_modify_mode = sequential AS $spread$
DECLARE
  link record;
  fresh record;
  links jsonb;
BEGIN
  CREATE TEMP TABLE spreading ON COMMIT DROP AS
    SELECT to_regclass('public.' || quote_ident(key)) AS named, value AS owner FROM jsonb_each_text(tables);
  DELETE FROM pg_temp.spreading WHERE named IS NULL OR EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = named);
  -- A foreign key leads from one spread table to another, so it is made anew between them.
  SELECT jsonb_agg(jsonb_build_object('of', (SELECT relname FROM pg_class WHERE pg_class.oid = conrelid), 'name', conname, 'leads', (SELECT relname FROM pg_class WHERE pg_class.oid = confrelid), 'says', pg_get_constraintdef(k.oid), 'nulls', (
      SELECT jsonb_build_array(own.attname, led.attname) FROM pg_attribute own, pg_attribute led
      WHERE own.attrelid = conrelid AND own.attnum = confdelsetcols[1] AND led.attrelid = confrelid AND led.attnum = confkey[array_position(conkey, confdelsetcols[1])])))
    INTO links FROM pg_constraint k
    WHERE contype = 'f' AND (conrelid IN (SELECT named FROM pg_temp.spreading) OR confrelid IN (SELECT named FROM pg_temp.spreading));
  FOR link IN SELECT * FROM jsonb_to_recordset(links) AS l(of text, name text) LOOP
    EXECUTE format('ALTER TABLE public.%I DROP CONSTRAINT %I', link.of, link.name);
  END LOOP;
  FOR fresh IN SELECT named, owner, relforcerowsecurity AS forced FROM pg_temp.spreading JOIN pg_class ON pg_class.oid = named ORDER BY owner NULLS FIRST LOOP
    IF fresh.forced THEN -- rows that are there already are copied, which is for whom they are all seen by
      EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', fresh.named);
    END IF;
    IF fresh.owner IS NULL THEN
      PERFORM create_reference_table(fresh.named);
    ELSE
      PERFORM create_distributed_table(fresh.named, fresh.owner);
    END IF;
    IF fresh.forced THEN
      EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', fresh.named);
    END IF;
  END LOOP;
  FOR link IN SELECT l.*, tables->>of AS owner, tables->>leads AS theirs FROM jsonb_to_recordset(links) AS l(of text, name text, leads text, says text, nulls text[]) LOOP
    IF link.owner IS NULL OR link.theirs IS NULL OR link.nulls IS NULL THEN
      EXECUTE format('ALTER TABLE public.%I ADD CONSTRAINT %I %s', link.of, link.name, link.says);
      CONTINUE;
    END IF;
    -- Citus refuses SET NULL in a key that the rows are spread by.
    EXECUTE format('ALTER TABLE public.%I ADD CONSTRAINT %I %s', link.of, link.name, regexp_replace(link.says, ' ON DELETE SET NULL \(.*\)', ''));
    EXECUTE format('CREATE TRIGGER %I BEFORE DELETE ON public.%I FOR EACH ROW EXECUTE FUNCTION public.entask_let_go(%L, %L, %L, %L)',
      link.name, link.leads, 'public.' || quote_ident(link.of), link.nulls[1], link.owner, link.nulls[2]);
  END LOOP;
  DROP TABLE pg_temp.spreading;
END $spread$;

-- entask_let_go does what ON DELETE SET NULL would, in the part of the table that is kept
-- beside the part with the row that is deleted.
CREATE OR REPLACE FUNCTION public.entask_let_go() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $let_go$
DECLARE
  part text := (SELECT shard_name(theirs.logicalrelid, theirs.shardid) FROM pg_dist_shard ours JOIN pg_dist_shard theirs USING (shardminvalue)
    WHERE ours.shardid = substring(TG_TABLE_NAME FROM '\d+$')::bigint AND theirs.logicalrelid = to_regclass(TG_ARGV[0]));
BEGIN
  EXECUTE format('UPDATE %s SET %I = NULL WHERE %I = %L AND %I = %L', part, TG_ARGV[1], TG_ARGV[2], to_jsonb(OLD)->>TG_ARGV[2], TG_ARGV[1], to_jsonb(OLD)->>TG_ARGV[3]);
  RETURN OLD;
END $let_go$;

-- For the migrations of this session that add a trigger to a table which is spread already.
SET citus.enable_unsafe_triggers TO on;
