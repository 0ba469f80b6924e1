import ArgumentParser

/// Options that most commands share.
struct HostOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Who is served, and with which plugins.", valueName: "file"))
    var config = "tenants.yaml"

    @Option(name: .long, help: ArgumentHelp("Folder for the private database, secrets and generated files.", valueName: "folder"))
    var data = "var"

    @Option(name: .long, help: ArgumentHelp("PostgreSQL to use instead of a private one; DATABASE_URL does the same.", valueName: "url"))
    var database: String?
}

/// The switch for machine-readable results.
struct OutputOptions: ParsableArguments {
    @Flag(name: .long, help: "Print one JSON document with sorted keys.")
    var json = false
}
