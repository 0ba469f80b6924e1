import PluginKit

/// A plan as somebody wants it, read from a request's JSON and checked. Pure.
struct PlanDraft: Sendable {
    let name: String
    let type: PlanType
    /// Nil: with the approval.
    let startsAt: Timestamp?
    let durationSeconds: Int64
    let tolerancePercent: Double
    /// Of the plan that is changed, as it was read; nil for a new one.
    let revision: Int64?
    let preview: PreviewDraft
    /// What the planner reads, as JSON.
    let terms: String

    static let ownFields: Set<String> = [
        "name", "plan_type", "starts_at", "ends_at", "duration_seconds", "tolerance_percent", "revision",
    ]
    private static let durations: ClosedRange<Int64> = 60...604_800

    /// Reads an object. Throws `.invalidArgument` that names the field.
    init(_ json: JSONValue, now: Timestamp) throws(PluginError) {
        guard let object = json.object else { throw PluginError(.invalidArgument, "Expected a JSON object with the plan's fields.") }
        var (own, terms) = (JSONWriter(), JSONWriter())
        own.object { json in
            for field in object.fields where PlanDraft.ownFields.contains(field.name) { json.field(field.name, field.value) }
        }
        terms.object { json in
            for field in object.fields where !PlanDraft.ownFields.contains(field.name) { json.field(field.name, field.value) }
        }
        self.terms = String(decoding: terms.bytes, as: UTF8.self)
        preview = try PreviewDraft(try JSONValue(parsing: terms.bytes))
        let fields = try BodyFields(try JSONValue(parsing: own.bytes), of: "plan", known: PlanDraft.ownFields)
        tolerancePercent = try fields.number("tolerance_percent", 0...50, "percent") ?? 1
        revision = try fields.integer("revision", 1...Int64.max)
        startsAt = try PlanDraft.time("starts_at", fields)
        let endsAt = try PlanDraft.time("ends_at", fields)
        let duration = try fields.integer("duration_seconds", PlanDraft.durations)
        durationSeconds = try PlanDraft.duration(duration, startsAt: startsAt, endsAt: endsAt, now: now)
        let type = try fields.text("plan_type", 1...20)
        if let type, type != PlanType.manual.rawValue, type != PlanType.scheduled.rawValue {
            throw PluginError(.invalidArgument, "plan_type: expected manual or scheduled, found \"\(type)\"; rules make automatic ones.")
        }
        self.type = type.flatMap(PlanType.init) ?? (startsAt == nil ? .manual : .scheduled)
        if self.type == .scheduled, startsAt == nil {
            throw PluginError(.invalidArgument, "starts_at: missing; a scheduled plan needs one.")
        }
        if let startsAt, startsAt.adding(seconds: Double(durationSeconds)) <= now {
            throw PluginError(.invalidArgument, "starts_at: expected a time from which the plan does not end before now.")
        }
        name = try fields.text("name", 1...200) ?? "Curtailment \(DisplayTime.text(startsAt ?? now))"
    }

    /// Watts to shed; nil where a power to come down to is asked for.
    var targetWatts: Int64? {
        if case .reduceBy(let watts) = preview.request.goal { watts } else { nil }
    }

    /// The values of `plan_insert` and `plan_update` that come from here, in their order.
    var values: [Value] {
        [
            .text(terms), .number(tolerancePercent), Value(startsAt), .integer(durationSeconds),
        ]
    }

    private static func duration(_ given: Int64?, startsAt: Timestamp?, endsAt: Timestamp?, now: Timestamp) throws(PluginError) -> Int64 {
        guard let endsAt else {
            guard let given else {
                throw PluginError(.invalidArgument, "duration_seconds: missing; expected how long the miners stay off, or ends_at.")
            }
            return given
        }
        guard given == nil else { throw PluginError(.invalidArgument, "ends_at: expected either ends_at or duration_seconds, found both.") }
        let seconds = endsAt.micros(since: startsAt ?? now) / 1_000_000
        guard durations.contains(seconds) else {
            throw PluginError(.invalidArgument, "ends_at: expected a minute to a week after the begin.")
        }
        return seconds
    }

    private static func time(_ name: String, _ fields: BodyFields) throws(PluginError) -> Timestamp? {
        guard let text = try fields.text(name, 1...40) else { return nil }
        guard let time = Timestamp(rfc3339: text) else {
            throw PluginError(.invalidArgument, "\(name): expected a time as 2026-01-31T12:00:00Z, found \"\(text)\".")
        }
        return time
    }
}
