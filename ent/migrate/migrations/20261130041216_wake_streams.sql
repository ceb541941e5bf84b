-- Which of these owners' counters are not as they are known, and how they are; 0 stands for none. It reads no other rows
CREATE OR REPLACE FUNCTION "change_counters_moved"(jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog SET enable_seqscan = off AS $$
DECLARE
	owners text[] := ARRAY(SELECT jsonb_object_keys($1));
	counted jsonb;
BEGIN
	SELECT jsonb_object_agg(c."user_id", c."number") INTO counted FROM public."change_counters" AS c WHERE c."user_id" = ANY (owners);
	RETURN (SELECT jsonb_object_agg(k.key, coalesce(counted -> k.key, '0')) FROM jsonb_each($1) AS k WHERE coalesce(counted -> k.key, '0') <> k.value);
END
$$;
