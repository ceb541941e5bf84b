-- Which of these owners' counters are not as they are known, and how they are; 0 stands for none. It looks up each of them, and reads no others
CREATE OR REPLACE FUNCTION "change_counters_moved"(jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
	RETURN (SELECT jsonb_object_agg(k.key, coalesce(c."number", 0)) FROM jsonb_each_text($1) AS k LEFT JOIN public."change_counters" AS c ON c."user_id" = k.key WHERE coalesce(c."number", 0) <> k.value::bigint);
END
$$;
