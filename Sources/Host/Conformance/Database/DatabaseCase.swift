import EventLoop
import Foundation
import HostEgress
import HostPlugins
import HostTenancy
import Logging

/// The plugin in the host's real runtime, with its schema in a real database, for two tenants that must not see each other.
struct DatabaseCase: Sendable {
    let isolation: IsolationMode

    static let all = [DatabaseCase(isolation: .host), DatabaseCase(isolation: .worker)]
    static let needs = ["answers", "completes-once", "answer-form", "destroy"]
    static let limitSeconds = 60
    static let deadlineNanos: UInt64 = 10_000_000_000

    var name: String { isolation == .host ? "database-host" : "database-worker" }
    var summary: String {
        "enables the plugin for two tenants in \(isolation == .host ? "the host's process" : "a worker"), with rows of both in a real database, "
            + "calls every route and job for each and looks for the other's rows"
    }
    var rule: String { "The bundle's declared statements, executed in the tenant's context. The tenant is bound to the handle." }

    /// Runs in the child process.
    func run(_ bundle: PluginBundle, scratch: String, settings: String?, doing: @Sendable (String) -> Void) async throws -> Verdict {
        if isolation == .worker, !bundle.manifest.isWorkerSafe { return .skipped("the manifest does not say worker_safe") }
        doing("joining the database")
        let scratch = try ScratchDatabase.join(scratch)
        var marked: Set<String> = []
        for (tenant, mark) in ScratchTenant.served {
            marked.formUnion(
                try await MarkedRows(manifest: bundle.manifest, database: scratch.database.host).write(for: tenant, mark: mark))
        }
        let loops = try EventLoopGroup(count: 1, name: "egress")
        // The plugin's log lines are no part of the report.
        let logger = Logger(label: "plugins") { _ in SwiftLogNoOpLogHandler() }
        let host = PluginHost(database: scratch.database, exchanger: DeviceExchanger(loops: loops), events: EventBus(), logger: logger)
        doing("loading")
        await host.load([RunnablePlugin(bundle: bundle, operatorsLimits: [:])])
        doing("enabling for two tenants")
        let plugin = bundle.manifest.id
        await host.apply(
            DirectorySnapshot(
                generation: 1, tenants: ScratchTenant.served.map(\.tenant),
                instances: ScratchTenant.served.map {
                    PluginInstance(
                        tenantId: $0.tenant.id, plugin: plugin, isEnabled: true, settingsJSON: settings ?? "{}", isolation: isolation)
                }))
        var (answers, own) = (0, 0)
        for (position, (tenant, mark)) in ScratchTenant.served.enumerated() {
            if let trouble = host.trouble(tenant: tenant.id, plugin: plugin) {
                return .failed(Finding("it cannot be enabled: \(trouble)", expected: "an instance that serves"))
            }
            let other = ScratchTenant.served[1 - position].mark
            for route in bundle.manifest.routes {
                doing("route \(route.name) for \(tenant.id)")
                let said: String
                switch await ask(host, plugin, route, tenant) {
                case .failure(let finding): return .failed(finding)
                case .success(let text): said = text
                }
                answers += 1
                if said.contains(mark) { own += 1 }
                if said.contains(other) {
                    return .failed(
                        Finding("route \(route.name) showed \(tenant.id) a row of another tenant", expected: "rows of its own alone"))
                }
            }
            for job in bundle.manifest.jobs {
                doing("job \(job.name) for \(tenant.id)")
                guard let instance = host.routes.instance(tenantKey: tenant.key.rawValue, plugin: plugin) else { continue }
                let run = PluginJob(name: job.name, runId: "check", attempt: 1, dueAtMicros: 1_700_000_000_000_000, fence: 1)
                if case .failed(let message) = await instance.run(run, deadlineNanos: monotonicNanos() + Self.deadlineNanos) {
                    return .failed(Finding("job \(job.name) failed: \(message)", expected: "a run that ends well on little data"))
                }
            }
        }
        doing("disabling")
        await host.apply(DirectorySnapshot(generation: 2, tenants: ScratchTenant.served.map(\.tenant), instances: []))
        await host.close(limitNanos: Self.deadlineNanos)
        await scratch.close()
        return .passed("\(answers) answers for two tenants, \(own) of them with rows of their own; rows in \(marked.count) tables")
    }

    /// Whom a request to a route reaches. A route for the other kind of tenant is not in this one's table; its statements are tried all the same.
    private func instance(_ host: PluginHost, _ plugin: String, _ route: Route, _ path: String, _ tenant: Tenant) -> LiveInstance? {
        guard route.isThere(forClient: tenant.kind == .client) else {
            return host.routes.instance(tenantKey: tenant.key.rawValue, plugin: plugin)
        }
        guard case .found(let target) = host.routes.match(method: route.method.rawValue, path: path, tenantKey: tenant.key.rawValue) else {
            return nil
        }
        return target.instance
    }

    /// One request through the host's routes: all that was said, or what is wrong.
    private func ask(_ host: PluginHost, _ plugin: String, _ route: Route, _ tenant: Tenant) async -> Result<String, Finding> {
        let path = route.path.segments.map { if case .literal(let literal) = $0 { "/\(literal)" } else { "/1" } }.joined()
        guard let instance = instance(host, plugin, route, path, tenant) else {
            return .failure(Finding("\(route.method.rawValue) \(path) leads nowhere", expected: "the route \(route.name)"))
        }
        let hasBody = [.post, .put, .patch].contains(route.method)
        let request = PluginHTTPRequest(
            route: route.name, method: route.method.rawValue, path: path, parameters: route.path.parameters.map { ($0, "1") },
            headers: hasBody ? [("content-type", "application/json")] : [], body: hasBody ? Array("{}".utf8) : [], requestId: "check",
            tenantId: tenant.id, tenantKind: (route.audience?.rawValue ?? tenant.kind.rawValue), role: "owner")
        do throws(PluginCallError) {
            let answer = try await instance.handle(request, deadlineNanos: monotonicNanos() + Self.deadlineNanos)
            guard answer.status < 500 else {
                return .failure(Finding("route \(route.name) answered \(answer.status)", expected: "an answer to a well-formed request"))
            }
            switch answer.content {
            case .body(let body): return .success(String(decoding: body, as: UTF8.self))
            case .template(_, let data): return .success(String(decoding: data, as: UTF8.self))
            }
        } catch {
            let isItsFault = [.internal, .unsupported, .deadline].contains(error.status)
            return isItsFault
                ? .failure(Finding("route \(route.name) failed: \(error)", expected: "an answer to a well-formed request"))
                : .success(error.message)
        }
    }
}
