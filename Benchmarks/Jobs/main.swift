import EventLoop
import Foundation
import HostData
import HostJobs
import Logging
import PostgresClient

// Measures the scheduler alone, without plugins: see README.md.

let arguments = CommandLine.arguments
guard arguments.count == 3, let configuration = try? PostgresConfiguration(url: arguments[1]) else {
    FileHandle.standardError.write(Data("usage: JobsBenchmark DATABASE_URL throughput|fairness\n".utf8))
    exit(64)
}
do {
    let bench = try await JobsBench(configuration)
    switch arguments[2] {
    case "throughput": try await bench.throughput()
    default: try await bench.fairness()
    }
    await bench.close()
} catch {
    FileHandle.standardError.write(Data("JobsBenchmark: \(error)\n".utf8))
    exit(1)
}
