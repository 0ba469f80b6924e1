/// What a plugin's SQL may call: names of `pg_catalog`, each harmless whatever its arguments.
///
/// Left out on purpose: everything that reads or changes settings, roles, sessions, statistics, files, locks, sequences or large
/// objects, runs SQL held in a string, sleeps, or makes a value much larger than its arguments (`repeat`, `format`, `lpad`, `rpad`,
/// `array_fill`, `json_populate_…`).
///
/// What bounds each class, in the server that runs it:
/// - Numbers, conditions, addresses and ids are of a fixed size; a `numeric` has 150,000 digits at most.
/// - Texts: one value may grow with the product of two arguments (`replace`, `regexp_replace`, `array_to_string`, `concat`, `||`), and such
///   steps can be put together, so no list bounds it. A value ends at the server's 1 GiB, and the process at its memory
///   (`Quota.statementMemoryBytes`). A pattern ends at the server's limit of states, and at the statement's time.
/// - Times are of a fixed size. `to_char` is as long as its pattern.
/// - Aggregates that keep what they are given (`string_agg`, `array_agg`, the JSON ones) take the memory of the process, whatever
///   `work_mem` says; those that sort (`percentile_…`, `mode`, DISTINCT, ORDER BY), windows, hashes, and functions that give rows
///   (`generate_series`, `unnest`, `string_to_table`, `jsonb_array_elements`) go over to temporary files beyond `work_mem`
///   (`Quota.statementDiskBytes`).
/// - Documents and arrays are as large as their parts together.
///
/// Rows that are crossed with rows need no function at all: how many come of it is a matter of the statement's time.
package enum SQLAllowList {
    package static let functions: Set<String> = Set(
        [numbers, texts, times, conditions, aggregates, windows, documents, arrays, others].flatMap {
            $0.split(whereSeparator: \.isWhitespace).map(String.init)
        })

    private static let numbers = """
        abs ceil ceiling floor round trunc sign sqrt cbrt exp ln log log10 power pow mod div gcd lcm degrees radians pi sin cos tan asin acos
        atan atan2 sinh cosh tanh width_bucket random scale min_scale trim_scale bit_count
        """
    private static let texts = """
        length char_length character_length octet_length bit_length lower upper initcap btrim ltrim rtrim substring substr left right
        overlay position strpos replace translate reverse split_part starts_with concat concat_ws ascii chr md5 sha224 sha256 sha384 sha512
        encode decode convert_to convert_from to_hex regexp_match regexp_matches regexp_replace regexp_like regexp_count
        regexp_instr regexp_substr regexp_split_to_array regexp_split_to_table string_to_array string_to_table array_to_string normalize
        is_normalized to_char to_number like_escape similar_to_escape similar_escape
        """
    private static let times = """
        now transaction_timestamp statement_timestamp clock_timestamp date_part extract date_trunc date_bin age make_date make_time
        make_timestamp make_timestamptz make_interval to_timestamp to_date justify_days justify_hours justify_interval isfinite timezone
        overlaps
        """
    private static let conditions = "num_nulls num_nonnulls"
    private static let aggregates = """
        count sum avg min max bool_and bool_or every bit_and bit_or bit_xor string_agg array_agg json_agg jsonb_agg json_object_agg
        jsonb_object_agg stddev stddev_pop stddev_samp variance var_pop var_samp corr covar_pop covar_samp regr_slope regr_intercept regr_r2
        regr_count regr_avgx regr_avgy regr_sxx regr_syy regr_sxy percentile_cont percentile_disc mode rank dense_rank percent_rank cume_dist
        """
    private static let windows = "row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value"
    private static let documents = """
        to_json to_jsonb row_to_json array_to_json json_build_object json_build_array jsonb_build_object jsonb_build_array json_object
        jsonb_object json_array_length jsonb_array_length json_typeof jsonb_typeof json_extract_path json_extract_path_text jsonb_extract_path
        jsonb_extract_path_text json_array_elements json_array_elements_text jsonb_array_elements jsonb_array_elements_text json_each
        json_each_text jsonb_each jsonb_each_text json_object_keys jsonb_object_keys json_to_recordset jsonb_to_recordset json_to_record
        jsonb_to_record jsonb_set jsonb_set_lax jsonb_insert jsonb_strip_nulls json_strip_nulls jsonb_path_exists jsonb_path_query
        jsonb_path_query_array jsonb_path_query_first
        """
    private static let arrays = """
        unnest cardinality array_length array_lower array_upper array_ndims array_position array_positions array_append array_prepend
        array_cat array_remove array_replace trim_array generate_series generate_subscripts
        """
    private static let others = "gen_random_uuid host family masklen set_masklen netmask network broadcast abbrev hostmask"

    /// Functions of the host, by schema and name.
    package static let hostFunctions: Set<String> = ["app.current_tenant", "app.new_id"]

    /// Operators of `pg_catalog` by name, for all types that have them.
    package static let operators: Set<String> = [
        "+", "-", "*", "/", "%", "^", "|/", "||/", "@", "&", "|", "#", "~", "<<", ">>", "=", "<>", "!=", "<", "<=", ">", ">=", "||", "~~",
        "!~~",
        "~~*", "!~~*", "~*", "!~", "!~*", "->", "->>", "#>", "#>>", "#-", "@>", "<@", "&&", "?", "?|", "?&", "<<=", ">>=", "@?", "@@",
    ]

    /// Types that a value may be cast to or have; arrays of them too. `oid` and the `reg…` types look names up in the catalog.
    package static let types: Set<String> = [
        "bool", "int2", "int4", "int8", "float4", "float8", "numeric", "text", "varchar", "bpchar", "bytea", "date", "time", "timetz",
        "timestamp",
        "timestamptz", "interval", "json", "jsonb", "jsonpath", "uuid", "inet", "cidr", "macaddr",
    ]

    /// Value functions of the grammar (`CURRENT_DATE`); those that tell user, role, catalog or schema are left out.
    static let valueFunctions: Set<String> = [
        "SVFOP_CURRENT_DATE", "SVFOP_CURRENT_TIME", "SVFOP_CURRENT_TIME_N", "SVFOP_CURRENT_TIMESTAMP", "SVFOP_CURRENT_TIMESTAMP_N",
        "SVFOP_LOCALTIME",
        "SVFOP_LOCALTIME_N", "SVFOP_LOCALTIMESTAMP", "SVFOP_LOCALTIMESTAMP_N",
    ]

    /// Columns that every table has and that tell of other transactions.
    static let systemColumns: Set<String> = ["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"]

    /// Changes with every list, so that what was vetted by older ones is vetted again. The number counts changes of the vetting itself.
    static let digest =
        BundleFile.digest(
            [functions, hostFunctions, operators, types].map { $0.sorted().joined(separator: " ") }.joined(separator: "\n").utf8) + " 2"
}
