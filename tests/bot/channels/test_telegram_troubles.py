"""What each trouble of the platform means for delivery, and how little of it is told."""

import pytest

from bot.channel import (
    Button,
    DeliveryError,
    Outbound,
    Rejected,
    Throttled,
    Unavailable,
    Unreachable,
)
from bot.channels._telegram_bot import TelegramBot
from tests.bot.channels.telegram_kit import ROWS, no_pictures, pictures, says
from tests.kit.fake_bot_api import FakeBot, FakeBotApi, Person

# ── fields that a server does not know ──────────────────────────────────────────────────────────

WORDINGS = ('unknown field "{name}"', "unsupported parameter: {name}", "strict mode")


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("field", ["protect_content", "link_preview_options", "request_location"])
async def test_a_refused_field_is_left_out_from_then_on(
    channel: TelegramBot, person: Person, bot: FakeBot, field: str, wording: str
) -> None:
    bot.trouble.refuse_field(field, wording)
    asked = says("在哪里？", wants="place", rows=ROWS, protected=True)
    await channel.send(person.chat_ref, asked, no_pictures)
    refused_count = len(bot.called("sendMessage", ok=False))
    await channel.send(person.chat_ref, asked, no_pictures)
    assert len(person.seen) == 2
    assert person.seen[1].labels[-1] == "不知道"
    assert refused_count <= 1
    assert len(bot.called("sendMessage", ok=False)) == refused_count
    if wording != "strict mode" and field != "protect_content":
        assert person.seen[1].protected


async def test_a_message_that_is_wrong_by_itself_is_not_blamed_on_a_field(
    channel: TelegramBot, person: Person, bot: FakeBot
) -> None:
    wrong = says("x", rows=((Button("太长", "d" * 65),),), protected=True)
    with pytest.raises(Rejected, match="button"):
        await channel.send(person.chat_ref, wrong, no_pictures)
    assert len(bot.called("sendMessage")) == 1
    await channel.send(person.chat_ref, says("好", protected=True), no_pictures)
    assert person.seen[0].protected


# ── troubles ────────────────────────────────────────────────────────────────────────────────────

ERRORS: list[tuple[dict, type[DeliveryError], str]] = [
    ({"retry_after": 17}, Throttled, "throttled"),
    ({"code": 429, "description": "Too Many Requests: retry after 17"}, Throttled, "throttled"),
    ({"code": 500}, Unavailable, ""),
    ({"code": 502}, Unavailable, ""),
    ({"code": 503, "description": "Service Unavailable: restart"}, Unavailable, ""),
    ({"code": 409, "description": "Conflict: odd"}, Unavailable, ""),
    ({"code": 401, "description": "Unauthorized"}, Unavailable, "token-refused"),
    ({"code": 404, "description": "Not Found"}, Unavailable, "token-refused"),
    ({"code": 403, "description": "Forbidden: user is deactivated"}, Unreachable, ""),
    ({"code": 400, "description": "Bad Request: chat not found"}, Unreachable, ""),
    ({"code": 400, "description": "Bad Request: PEER_ID_INVALID"}, Unreachable, ""),
    ({"code": 400, "description": "Bad Request: message is too long"}, Rejected, "too-long"),
    ({"code": 400, "description": "Bad Request: never heard of"}, Rejected, "refused"),
    ({"code": 413, "description": "Request Entity Too Large"}, Rejected, "too-large"),
]


@pytest.mark.parametrize(("answer", "kind", "reason"), ERRORS)
async def test_an_answer_means(
    channel: TelegramBot,
    person: Person,
    bot: FakeBot,
    answer: dict,
    kind: type[DeliveryError],
    reason: str,
) -> None:
    bot.trouble.fail("sendMessage", times=2, **answer)
    with pytest.raises(kind) as raised:
        await channel.send(person.chat_ref, says("秘密的话"), no_pictures)
    assert reason in str(raised.value)
    if isinstance(raised.value, Throttled):
        assert raised.value.after_s == 17
    assert_bare(raised.value, bot, person)


def assert_bare(error: BaseException, bot: FakeBot, person: Person) -> None:
    """No token, chat or word in an error, nor in anything that hangs on it."""
    chain: BaseException | None = error
    while chain is not None:
        told = f"{chain!r} {chain.args} {vars(chain)}"
        for secret in (bot.token, person.chat_ref, "秘密的话"):
            assert secret not in told
        chain = chain.__cause__ or chain.__context__


async def test_a_person_who_blocked_the_bot_is_unreachable_until_they_return(
    channel: TelegramBot, person: Person, bot: FakeBot
) -> None:
    person.blocks()
    with pytest.raises(Unreachable) as raised:
        await channel.send(person.chat_ref, says("秘密的话"), no_pictures)
    assert_bare(raised.value, bot, person)
    assert len(bot.called("sendMessage")) == 1
    person.unblocks()
    await channel.send(person.chat_ref, says("你好"), no_pictures)
    assert [shown.text for shown in person.seen] == ["你好"]


async def test_somebody_who_never_started_or_is_gone_is_unreachable(
    channel: TelegramBot, bot: FakeBot
) -> None:
    gone = bot.person()
    gone.start()
    gone.deactivates()
    for chat_ref in (bot.person().chat_ref, gone.chat_ref, "123"):
        with pytest.raises(Unreachable):
            await channel.send(chat_ref, says("x"), no_pictures)


@pytest.mark.parametrize("kind", ["cut", "page", "away"])
async def test_no_answer_at_all_is_unavailable(
    channel: TelegramBot, person: Person, bot: FakeBot, api: FakeBotApi, kind: str
) -> None:
    if kind == "cut":
        bot.trouble.cut("sendMessage", times=2)
    elif kind == "page":
        bot.trouble.page("sendMessage", status=502)
    else:
        await api.stop()
    with pytest.raises(Unavailable) as raised:
        await channel.send(person.chat_ref, says("秘密的话"), no_pictures)
    assert_bare(raised.value, bot, person)
    assert person.seen == []


async def test_the_rest_of_a_message_is_waited_for_so_that_its_start_is_not_sent_twice(
    channel: TelegramBot, person: Person, bot: FakeBot
) -> None:
    message = Outbound("险" * 5000, pictures=("photo:red",))
    bot.trouble.fail("sendMessage", code=502, times=2)
    bot.trouble.fail("sendMessage", retry_after=1)
    await channel.send(person.chat_ref, message, pictures)
    assert [len(shown.pictures) for shown in person.seen] == [1, 0, 0]
    assert sum(len(shown.text) for shown in person.seen) == 5000


async def test_an_answer_that_says_ok_is_never_sent_again(
    channel: TelegramBot, person: Person, bot: FakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person.room, "chat", {"id": int(person.chat_ref), "type": "private"})
    from tests.kit.fake_bot_api import sending

    def odd(*args: object) -> dict:
        return {"message_id": 41, "date": "yesterday", "sender": {}, "chat": "?"}

    monkeypatch.setattr(sending, "_message", odd)
    sent = await channel.send(person.chat_ref, says("一次"), no_pictures)
    assert [shown.text for shown in person.seen] == ["一次"]
    assert sent.refs in ((), ("41",))
