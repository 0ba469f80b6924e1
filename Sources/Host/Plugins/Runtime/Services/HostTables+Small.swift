import PluginABI

extension HostTables {
    // nonisolated(unsafe): a constant table, made once and never written or freed.
    nonisolated(unsafe) static let events: UnsafePointer<hi_events_1> = constant(
        hi_events_1(
            size: UInt32(MemoryLayout<hi_events_1>.size), reserved: 0,
            publish: { host, topic, payload, error in
                answering(error) { () throws(PluginCallError) in
                    guard let instance = PluginRuntime.shared.handles.instance(host) else { throw dead }
                    guard let events = instance.services.events else { throw notGranted }
                    guard let topic = text(topic), let payload = bytes(payload, maximum: MessageReader.maximumBytes) else {
                        throw PluginCallError(.invalidArgument, "topic or payload is missing")
                    }
                    // It does not say for which call.
                    instance.noteChange(by: 0)
                    try events.publish(topic: topic, payload: payload)
                }
            }))

    // nonisolated(unsafe): a constant table, made once and never written or freed.
    nonisolated(unsafe) static let jobs: UnsafePointer<hi_jobs_1> = constant(
        hi_jobs_1(
            size: UInt32(MemoryLayout<hi_jobs_1>.size), reserved: 0,
            progress: { host, call, fraction, note in
                guard let jobs = PluginRuntime.shared.handles.instance(host)?.services.jobs else { return PluginStatus.stale.rawValue }
                guard let note = bytes(note, maximum: MessageReader.maximumBytes) else { return PluginStatus.invalidArgument.rawValue }
                return jobs.progress(call, fraction: fraction, note: note).rawValue
            }))

    // nonisolated(unsafe): a constant table, made once and never written or freed.
    nonisolated(unsafe) static let log: UnsafePointer<hi_log_1> = constant(
        hi_log_1(
            size: UInt32(MemoryLayout<hi_log_1>.size), reserved: 0,
            write: { host, level, message in
                guard let message = bytes(message, maximum: .max) else { return }
                PluginRuntime.shared.handles.instance(host)?.services.log?.write(level: level, message)
            }))

    // nonisolated(unsafe): a constant table, made once and never written or freed.
    nonisolated(unsafe) static let metrics: UnsafePointer<hi_metrics_1> = constant(
        hi_metrics_1(
            size: UInt32(MemoryLayout<hi_metrics_1>.size), reserved: 0,
            add: { host, name, amount in
                guard let metrics = PluginRuntime.shared.handles.instance(host)?.services.metrics else {
                    return PluginStatus.stale.rawValue
                }
                return (text(name).map { metrics.add($0, amount) } ?? .invalidArgument).rawValue
            },
            set: { host, name, value in
                guard let metrics = PluginRuntime.shared.handles.instance(host)?.services.metrics else {
                    return PluginStatus.stale.rawValue
                }
                return (text(name).map { metrics.set($0, value) } ?? .invalidArgument).rawValue
            }))
}
