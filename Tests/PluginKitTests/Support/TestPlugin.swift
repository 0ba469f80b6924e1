import PluginABI
import Synchronization

@testable import PluginKit

/// A plugin that uses every part of PluginKit.
struct TestPlugin: Plugin {
    struct Settings: PluginSettings {
        var pollSeconds: Int
        var title: String?
    }

    struct Body: Decodable {
        var serialNumber: String
        var tags: [String]
    }

    let settings: Settings
    let context: PluginContext
    /// Signals of tasks that outlive their call.
    static let afterlife = Mutex<[String]>([])

    init(settings: Settings, context: PluginContext) throws {
        guard settings.pollSeconds > 0 else { throw PluginError(.invalidArgument, "poll_seconds: expected 1 or more.") }
        (self.settings, self.context) = (settings, context)
    }

    var routes: [Route] {
        Route.immediate("ping") { request in .json { $0.object { $0.field("pong", request.tenant) } } }
        Route.immediate("fail_at_once") { _ in throw PluginError(.conflict, "Taken.", sqlState: "23505") }
        Route("echo") { request in
            let body: Body = try request.body()
            let page = try request.integer("page", in: 1...100)
            let id = try request.integerParameter("id")
            let accept = request.header("accept")
            return .json(status: 201) { json in
                json.object { json in
                    json.field("id", id)
                    json.field("page", page)
                    json.field("accept", accept)
                    json.field("serial", body.serialNumber)
                    json.array("tags") { json in for tag in body.tags { json.value(tag) } }
                    json.field("role", request.role.rawValue)
                    json.field("fragment", request.wantsFragment)
                }
            }
        }
        Route("rows") { _ in
            let rows = try await context.database.query("miners_page", "a", 20, nil, 1.5, true)
            return .json { $0.object { $0.rows("items", rows) } }
        }
        Route("write") { _ in
            let outcomes = try await context.database.batch(.init("first", 1), .init("second", "x"))
            return .json { $0.array { json in for outcome in outcomes { json.value(outcome.affected) } } }
        }
        Route("forever") { _ in
            _ = try await context.database.query("slow")
            return .empty()
        }
        Route("fetch") { _ in
            var request = HTTPClientRequest.json("PUT", "https://api.example.org/v1", headers: [("x-key", "k")]) {
                $0.object { $0.field("a", 1) }
            }
            request.maximumRedirects = 0
            request.timeoutMilliseconds = 2_500
            let answer = try await context.http.send(request)
            return .text("\(answer.status) \(answer.header("x-seen") ?? "") \(answer.text) \(answer.url) \(answer.isSuccess)")
        }
        Route("write_mail") { _ in
            var mail = MailMessage(to: [.init("ana@example.org", name: "Ana"), "bo@example.org"], subject: "Three are down", text: "a\nb")
            mail.bcc = ["cy@example.org"]
            mail.replyTo = "desk@example.org"
            mail.html = "<p>a</p>"
            mail.reference = "down-1"
            mail.attachments = [.init("rows.csv", mediaType: "text/csv", bytes: [1, 2])]
            let receipt = try await context.mail.send(mail)
            let rejected = receipt.rejected.map { "\($0.address): \($0.reply)" }.joined(separator: ",")
            return .text("\(receipt.accepted.joined(separator: ",")) | \(rejected) | \(receipt.messageId) | \(receipt.reply)")
        }
        Route("sleep") { _ in
            try await Task.sleep(for: .seconds(600))
            return .empty()
        }
        Route("defect") { _ in throw Defect() }
        Route("page") { _ in .page("miners", title: "nav.miners") { $0.field("total", 3) } }
        Route("deadline") { _ in .text("\(CallContext.deadlineNanos ?? 0)") }
        Route("outlive") { _ in
            let database = context.database
            Task.detached {
                let outcome = await Result { () async throws(PluginError) in try await database.query("slow") }
                Self.afterlife.withLock { $0.append(outcome.code.map { "\($0)" } ?? "rows") }
                while !Self.afterlife.withLock({ $0.contains("destroyed") }) { await Task.yield() }
                let later = await Result { () async throws(PluginError) in try await database.query("slow") }
                Self.afterlife.withLock { $0.append(later.code.map { "\($0)" } ?? "rows") }
            }
            return .empty()
        }
        Route("services") { _ in
            context.log.info("line")
            context.metrics.add("polls_total")
            context.metrics.set("miners", 7)
            try context.events.publish("telemetry") { $0.field("at", context.clock.now) }
            return .empty()
        }
    }

    var jobs: [Job] {
        Job("collect") { run in
            var round = DeviceRound()
            for key in 0..<5 { round.add(key: Int64(key), address: "127.0.0.1", port: 4028, request: Array("{}".utf8)) }
            var replies: [DeviceReply] = []
            for try await reply in context.devices.exchange(round) { replies.append(reply) }
            run.progress(1, "done")
            return JobSummary { json in
                json.field("run", run.id)
                json.field("attempt", run.attempt)
                json.field("fence", run.fence)
                json.array("replies") { json in
                    for reply in replies { json.value("\(reply.key) \(reply.outcome) \(String(decoding: reply.bytes, as: UTF8.self))") }
                }
            }
        }
        Job("first_only") { _ in
            var round = DeviceRound()
            round.add(key: 1, address: "127.0.0.1", port: 1, request: [])
            for try await reply in context.devices.exchange(round) { return JobSummary { $0.field("key", reply.key) } }
            return .none
        }
        Job("ingest") { _ in
            var rows = RowsBuilder(("miner_id", .integer), ("power_watts", .number))
            try rows.append(1, 3_200)
            try rows.append(2, nil)
            let written = try await context.database.ingest("telemetry", rows)
            return JobSummary { $0.field("written", written) }
        }
    }

    struct Defect: Error {}

    static var table: UnsafeRawPointer { HI_PLUGIN_1.withCString { PluginEntry<TestPlugin>.get($0)! } }
}

extension Result where Failure == PluginError {
    init(_ body: () async throws(PluginError) -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }

    var code: PluginError.Code? { if case .failure(let error) = self { error.code } else { nil } }
}
