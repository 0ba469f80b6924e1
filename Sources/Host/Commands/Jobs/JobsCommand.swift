import ArgumentParser
import Foundation
import HostData
import HostJobs
import HostTenancy
import Logging
import PostgresClient

/// `hashinsight jobs`: what waits, runs and has run, and the levers.
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "List, cancel, pause and drive jobs again.",
        subcommands: [List.self, Schedules.self, Run.self, Cancel.self, Redrive.self, Pause.self, Resume.self], defaultSubcommand: List.self
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Runs that wait or run, then those that ended last.")

        @OptionGroup var host: HostOptions
        @OptionGroup var output: OutputOptions
        @Option(help: "How many at most.")
        var limit = 20

        func run() async throws {
            try await Failure.exiting {
                let runs = try await HostConnection.with(host) { connection in
                    try await JobQueue(database: connection.database).runs(sight: 0...Int64.max, offset: 0, limit: limit).runs
                }
                if output.json { return try Talk.result(json: runs) }
                Talk.table(
                    [["RUN", "TENANT", "JOB", "STATE", "ATTEMPT", "DUE", "NOTE"]]
                        + runs.map {
                            [
                                String($0.id), $0.tenant, "\($0.plugin).\($0.job)", $0.state, String($0.attempt),
                                Date(micros: $0.dueAtMicros).formatted(.iso8601), $0.message ?? "",
                            ]
                        })
            }
        }
    }

    struct Schedules: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "When declared jobs are due.")

        @OptionGroup var host: HostOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await Failure.exiting {
                let schedules = try await HostConnection.with(host) { try await JobQueue(database: $0.database).schedules() }
                if output.json { return try Talk.result(json: schedules) }
                Talk.table(
                    [["TENANT", "JOB", "WHEN", "NEXT", "STATE"]]
                        + schedules.map {
                            [
                                $0.tenant, "\($0.plugin).\($0.job)", $0.recurrence, Date(micros: $0.nextAtMicros).formatted(.iso8601),
                                $0.paused ? "paused" : "on",
                            ]
                        })
            }
        }
    }

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Run a job of a tenant now; a host takes it up at once.")

        @OptionGroup var host: HostOptions
        @OptionGroup var job: ScheduleArguments
        @Option(help: "A JSON value for the job.") var arguments: String?

        func run() async throws {
            try await Failure.exiting {
                let (plugin, name) = try job.parts()
                try await HostConnection.with(host) { connection in
                    let directory = TenantDirectory(database: connection.database, logger: Logger(label: "jobs"))
                    try await directory.refresh()
                    guard let tenant = directory.snapshot.tenant(id: job.tenant),
                        directory.snapshot.isServed(tenant: tenant.id, plugin: plugin)
                    else { throw Failure(.wrongInput, "tenant '\(job.tenant)' has no plugin '\(plugin)' that is switched on") }
                    let run = NewRun(tenantKey: tenant.key.rawValue, plugin: plugin, job: name, arguments: arguments)
                    try await JobQueue(database: connection.database).enqueue([run])
                }
            }
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Cancel a run, wherever it runs or waits.")

        @OptionGroup var host: HostOptions
        @Argument var run: Int64

        func run() async throws {
            try await Failure.exiting { try await HostConnection.with(host) { try await JobQueue(database: $0.database).cancel(run: run) } }
        }
    }

    struct Redrive: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Put a dead or failed run back into the queue.")

        @OptionGroup var host: HostOptions
        @Argument var run: Int64

        func run() async throws {
            try await Failure.exiting {
                let found = try await HostConnection.with(host) { try await JobQueue(database: $0.database).redrive(run: run) }
                guard found else { throw Failure(.wrongInput, "there is no dead or failed run \(run)") }
            }
        }
    }

    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Hold a scheduled job of a tenant back.")

        @OptionGroup var host: HostOptions
        @OptionGroup var job: ScheduleArguments

        func run() async throws { try await job.set(paused: true, host) }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a held job go on.")

        @OptionGroup var host: HostOptions
        @OptionGroup var job: ScheduleArguments

        func run() async throws { try await job.set(paused: false, host) }
    }

    struct ScheduleArguments: ParsableArguments {
        @Argument(help: "Such as hosting.collect") var name: String
        @Option var tenant: String

        func parts() throws -> (plugin: String, job: String) {
            let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw Failure(.wrongInput, "'\(name)' is no job; expected PLUGIN.JOB such as hosting.collect") }
            return (parts[0], parts[1])
        }

        func set(paused: Bool, _ host: HostOptions) async throws {
            try await Failure.exiting {
                let (plugin, job) = try parts()
                let found = try await HostConnection.with(host) { connection in
                    try await JobQueue(database: connection.database).setPaused(paused, tenant: tenant, plugin: plugin, job: job)
                }
                guard found else { throw Failure(.wrongInput, "tenant '\(tenant)' has no scheduled job \(name)") }
            }
        }
    }
}
