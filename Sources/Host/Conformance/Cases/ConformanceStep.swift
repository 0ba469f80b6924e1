import HostTenancy

/// A case in one isolation: what has a name in the report, and a child process.
struct ConformanceStep: Sendable {
    static let notWorkerSafe = "the manifest does not say worker_safe"
    private static let suffix = "-worker"

    let item: any ConformanceCase
    /// Where the plugin's code runs: in the child process itself, or in a worker of it.
    let isolation: IsolationMode

    /// All of them in their order: first in the process, then in a worker, there beginning with what runs nowhere else.
    static let all: [ConformanceStep] =
        ConformanceCases.all.filter { $0.isolations.contains(.host) }.map { ConformanceStep(item: $0, isolation: .host) }
        + [true, false].flatMap { isAlone in
            ConformanceCases.all.filter { $0.isolations.contains(.worker) && $0.isolations.contains(.host) != isAlone }
                .map { ConformanceStep(item: $0, isolation: .worker) }
        }

    static func named(_ name: String) -> ConformanceStep? {
        name == AnswersHereCase.step.name ? AnswersHereCase.step : all.first { $0.name == name }
    }

    /// As `--case` takes it.
    var name: String { isolation == .host ? item.name : item.name + Self.suffix }

    /// What must have passed before: in a worker also the same in the process, since without that it would only say the same again.
    var needs: [String] {
        guard isolation == .worker, item.isolations.contains(.host) else { return item.needs }
        let once = CompletesOnceCase().name
        let inWorker = ConformanceCases.all.filter { other in
            other.isolations.contains(.worker) && (item.needs.contains(other.name) || (other.name == once && item.name != once))
        }
        return [item.name, AnswersAlikeCase().name + Self.suffix] + inWorker.map { $0.name + Self.suffix }
    }

    /// Part of a quick check: in a worker only the first case.
    var isQuick: Bool { item.isQuick && (isolation == .host || !item.isolations.contains(.host)) }
}
