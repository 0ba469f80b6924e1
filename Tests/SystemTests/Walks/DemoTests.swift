import Foundation
import Glibc
import Testing

extension SystemTests {
    /// What a newcomer types.
    @Suite("make run") struct DemoTests {
        @Test("make run starts 300 miners of five clients, whose telemetry comes; Ctrl-C leaves no process; a second start finds all again")
        func demo() async throws {
            try await SourceTree.withFolder { folder in
                let demo = try Demo(folder)
                // What make run would build first stands already: make test has built it.
                let plan = try await SourceTree.shell("make --dry-run run", in: SourceTree.root)
                #expect(plan.code == 0 && plan.output.contains("scripts/build.sh \"debug\""), "\(plan.output)")
                try await demo.during("/usr/bin/make", ["-C", SourceTree.root, "--old-file=build", "run"] + demo.variables) { process in
                    try await demo.awaitWelcome(process)
                    try await demo.checkShares()
                    try await demo.checkTelemetry()
                    let processes = try demo.processes(process)
                    // As the terminal does it: to the whole group.
                    process.signalGroup(SIGINT)
                    await process.waitForExit(patience: .seconds(90))
                    try await demo.expectGone(processes)
                }
                try await demo.during("\(SourceTree.root)/scripts/run-demo.sh", demo.arguments) { process in
                    try await demo.awaitWelcome(process)
                    try await demo.checkShares()
                    let processes = try demo.processes(process)
                    process.signal(SIGTERM)
                    #expect(await process.waitForExit(patience: .seconds(90)) == 143)
                    try await demo.expectGone(processes)
                }
            }
        }
    }
}
