import HostPlugins
import PluginABI
import Synchronization

/// What a case works with in its child process: the plugin's library, what its manifest declares, and the means to make hosts.
// The hosts made are in the mutex; all else is constant. The library's entry is constant for the life of the process (plugin.h). So
// @unchecked Sendable holds.
final class Probe: @unchecked Sendable {
    let manifest: Manifest
    let templates: Set<String>
    private let loaded: ProbedLibrary?
    /// Where instances are made; nil for this process.
    let worker: ProbedWorker?
    let shapes: [StatementShape]
    let settings: [UInt8]
    let seed: UInt64
    /// What this process was told to do.
    let order: ProbeOrder
    /// Tells the parent what is being done, for the case that this process ends in the middle of it.
    let doing: @Sendable (String) -> Void
    private let hosts = Mutex<[ScriptedHost]>([])

    init(
        bundle: PluginBundle, library: ProbedLibrary?, worker: ProbedWorker? = nil, shapes: [String: [(name: String, type: String)]],
        settings: [UInt8], seed: UInt64, order: ProbeOrder,
        doing: @escaping @Sendable (String) -> Void
    ) {
        manifest = bundle.manifest
        templates = Set(bundle.templates)
        loaded = library
        self.order = order
        self.worker = worker
        self.shapes = bundle.statements.map { StatementShape(name: $0.name, columns: shapes[$0.name] ?? []) }
        self.settings = settings
        self.seed = seed
        self.doing = doing
    }

    /// The library in this process.
    var library: ProbedLibrary {
        get throws(Finding) {
            guard let loaded else { throw Finding("the library is not loaded here", expected: "a case of the host's process") }
            return loaded
        }
    }

    var random: SeededRandom { SeededRandom(seed) }

    /// Every route and every job.
    var works: [Work] { manifest.routes.map { Work(kind: .route($0)) } + manifest.jobs.map { Work(kind: .job($0)) } }

    /// A host with the services that the manifest asks for. Remembered: what it notes counts at the case's end.
    func host(_ options: ScriptedHost.Options = .init(), reply: (@Sendable (StartedOperation) -> OperationReply)? = nil) -> ScriptedHost {
        let host = passingHost(options, reply: reply)
        hosts.withLock { $0.append(host) }
        return host
    }

    /// A host that nobody remembers: for cases that make many and look at each themselves.
    func passingHost(_ options: ScriptedHost.Options = .init(), reply: (@Sendable (StartedOperation) -> OperationReply)? = nil)
        -> ScriptedHost
    {
        let seed = seed
        let shapes = shapes
        var options = options
        // A worker gets copies of all that is lent.
        if worker != nil { (options.isGuarded, options.hasGuardedTables) = (false, false) }
        return ScriptedHost(
            options, statements: shapes.map(\.name), granted: Set(manifest.services),
            secrets: Set(manifest.secrets.map(\.name)),
            reply: reply ?? { PlausibleReply.make($0, shapes, seed: seed) })
    }

    /// Creates an instance where this probe's are; the result is a refusal if the plugin says no.
    func create(_ host: ScriptedHost, settings: [UInt8]) throws(Finding) -> Result<ProbedInstance, ProbedInstance.Refusal> {
        let made: Result<any InstanceCode, ProbedInstance.Refusal>
        if let worker {
            made = try worker.create(host: host, settings: settings).map { $0 }
        } else {
            made = try LibraryCode.create(try library, host: host, settings: settings).map { $0 }
        }
        if case .failure = made { host.die() }
        return made.map { ProbedInstance(host: host, code: $0) }
    }

    /// An instance that the plugin must agree to make.
    func instance(_ host: ScriptedHost) throws(Finding) -> ProbedInstance {
        switch try create(host, settings: settings) {
        case .success(let instance): return instance
        case .failure(let refusal):
            throw Finding(
                "create refused with status \(refusal.status): \(refusal.message)", expected: "an instance with the default settings")
        }
    }

    /// What a host has noted; only the hosts of `host(_:)`.
    func check() throws(Finding) {
        for host in hosts.withLock({ $0 }) { try host.check() }
        try HostRegistry.check()
    }
}
