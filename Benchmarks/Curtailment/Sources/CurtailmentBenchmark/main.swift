import Foundation

// CurtailmentBenchmark FLEET TARGET_WATTS MAX_SWITCHES MAX_PERCENT_PER_CLIENT ROUNDS: one line, the fastest and the middle of the rounds.
// FLEET is a CSV with a header and the columns hashrate_ghs, power_w, client at its end; a limit of 0 is none.

let arguments = CommandLine.arguments
guard arguments.count == 6, let target = Int64(arguments[2]), let switches = Int(arguments[3]), let percent = Int(arguments[4]),
    let rounds = Int(arguments[5]), rounds > 0
else {
    FileHandle.standardError.write(
        Data("usage: CurtailmentBenchmark FLEET TARGET_WATTS MAX_SWITCHES MAX_PERCENT_PER_CLIENT ROUNDS\n".utf8))
    exit(64)
}

let rows = try String(contentsOfFile: arguments[1], encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst().map { line in
    line.split(separator: ",").suffix(3).map { Int64($0) ?? 0 }
}
let clients = rows.map { Int($0[2]) }
var sizes = Array(repeating: 0, count: (clients.max() ?? -1) + 1)
for client in clients { sizes[client] += 1 }

var milliseconds: [Double] = []
var last: CoverSolution?
for _ in 0..<rounds {
    let begin = DispatchTime.now().uptimeNanoseconds
    let problem = try CoverProblem(
        powerWatts: rows.map { $0[1] }, hashrateGHs: rows.map { $0[0] }, clients: clients, targetWatts: target,
        maximumSwitched: switches > 0 ? switches : nil, clientLimits: percent > 0 ? sizes.map { $0 * percent / 100 } : [])
    last = CoverSolver().solve(problem)
    milliseconds.append(Double(DispatchTime.now().uptimeNanoseconds - begin) / 1e6)
}
milliseconds.sort()
let times = String(format: "%.2f %.2f", milliseconds[0], milliseconds[rounds / 2])
if let last {
    print(last.hashrateGHs, last.isProven ? "proven" : "gap:\(last.gapGHs)", last.items.count, last.steps, times)
} else {
    print("impossible - 0 0 \(times)")
}
