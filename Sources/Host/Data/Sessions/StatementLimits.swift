/// What one statement of a plugin may take of the database, whosever name it runs in.
///
/// They hold in the server: for the role of the plugin, and for each process of a cluster of the host's own. One statement is one process,
/// for the role has no parallel workers.
package enum StatementLimits {
    /// A statement's time, in seconds; a plugin's deadline makes it shorter, never longer.
    package static let seconds = 30
    /// Memory of a sort or a hash; beyond it goes to temporary files.
    package static let workBytes = 8 << 20
    /// How many times ``workBytes`` a hash may take.
    package static let hashFactor = 2
    /// Temporary files of a statement.
    package static let diskBytes = 1 << 30
    /// Memory of the process that runs a statement, all of it, shared memory aside. Held where the host has started the server.
    package static let memoryBytes = 512 << 20

    /// Settings of a role that may be set by whoever may make roles.
    package static let settings: [(name: String, value: String)] = [
        ("work_mem", "\(workBytes >> 10)kB"), ("hash_mem_multiplier", "\(hashFactor)"), ("max_parallel_workers_per_gather", "0"),
    ]

    /// The setting that only a superuser may set, or whom one has granted it.
    package static let diskSetting = (name: "temp_file_limit", value: "\(diskBytes >> 10)kB")
}
