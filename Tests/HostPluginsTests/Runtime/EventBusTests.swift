import Testing

@testable import HostPlugins

@Suite("Events reach who may see them, in order, and no publisher waits", .timeLimit(.minutes(5)))
struct EventBusTests {
    private func event(_ number: Int, key: Int64 = 5, topic: String = "a.b") -> HostEvent {
        HostEvent(tenantKey: key, topic: topic, payloadJSON: Array("{\"n\":\(number)}".utf8))
    }

    @Test("A slow watcher is told how many it missed") func dropping() async {
        let bus = EventBus()
        let watcher = bus.subscribe(sight: 0...10, topics: ["a.b"], limit: 4)
        for number in 0..<10 { bus.publish(event(number)) }
        bus.publish(event(99, topic: "a.c"))
        bus.publish(event(99, key: 11))
        guard case .dropped(6)? = await watcher.next() else { Issue.record("expected to be told of 6"); return }
        for number in 6..<10 {
            guard case .event(let found)? = await watcher.next() else { Issue.record("expected an event"); return }
            #expect(found == event(number))
        }
        #expect(bus.watcherCount == 1)
        watcher.end()
        #expect(bus.watcherCount == 0)
    }

    @Test("A watcher whose task is cancelled ends") func cancel() async {
        let bus = EventBus()
        let watcher = bus.subscribe(sight: 0...10)
        let task = Task {
            var count = 0
            for await _ in watcher { count += 1 }
            return count
        }
        task.cancel()
        #expect(await task.value == 0)
        await eventually { bus.watcherCount == 0 }
    }

    @Test("A packet carries events to the other hosts, not to one's own, and within the limit") func packets() {
        let events = (0..<500).map { event($0) } + [event(7), event(7)]
        let texts = EventPacket.texts(events, origin: "me")
        #expect(texts.allSatisfy { $0.utf8.count <= EventPacket.maximumBytes })
        #expect(texts.flatMap { EventPacket.events($0, except: "you") ?? [] } == Array(events.dropLast()))
        #expect(EventPacket.events(texts[0], except: "me") == nil)
        #expect(EventPacket.events("x\nbroken\n5\ta.b\t[1]\n5\ta.b\t{}", except: "me")?.count == 1)
        let spaced = HostEvent(tenantKey: 1, topic: "a.b", payloadJSON: Array("{\n\t\"a\": 1\n}".utf8))
        #expect(EventPacket.events(EventPacket.texts([spaced], origin: "me")[0], except: "you")?.first?.topic == "a.b")
    }
}
