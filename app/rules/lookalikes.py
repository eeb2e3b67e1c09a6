"""Letters of other scripts, and of phonetics, that a hurried reader takes for Latin ones, after Unicode's table of confusables (TR 39).

Each stands for the small Latin letter before it; a letter that looks like two of them stands for one.
"""

_ALIKE = {
    "a": "ɑᎪᗅᴀꓮ",
    "b": "ƅʙьᏏᏴᑲᖯᗷꓐꞵ",
    "c": "Ꮯᴄⲥꓚ",
    "d": "ᎠᏧᑯᗞᗪᴅꓒꓓ",
    "e": "ҽᎬᴇⴹꓰꬲ",
    "f": "ϝքᖴẝꓝꜰꞙꬵ",
    "g": "ƍɡɢԍցᏀᏳᶃꓖ",
    "h": "ʜηհᎻᏂᕼⲏꓧ",
    "i": "ıɩɪӏᎥꙇ",
    "j": "ʝϳᎫᒍᴊꓙ",
    "k": "Ꮶᛕᴋⲕꓗ",
    "l": "ǀʟ۱Ꮮᒪᛁⲓⳑⵏꓡꓲ",
    "m": "ϻᎷᗰᛖᴍⲙꓟ",
    "n": "ɴոռⲛꓠ",
    "o": "σօ۵०০੦૦ଠ୦௦౦೦ഠ൦๐໐ဝ၀ჿዐᴏᴑⲟⵔ〇ꓳꬽ",
    "p": "Ꮲᑭᴘⲣꓑ",
    "q": "ԛգզⵕ",
    "r": "ʀᎡᎱᏒᖇᴦⲅꓣꭇꭈ",
    "s": "ƽտᏕᏚꓢꜱ",
    "t": "Ꭲᴛⲧꓔ",
    "u": "ʋսሀᑌᴜꓴꞟꭎꭒ",
    "v": "۷Ꮩᐯᴠⴸꓦꛟ",
    "w": "ɯѡԝաᎳᏔᴡꓪ",
    "x": "ᕁᕽᚷⲭⵝꓫꭓ",
    "y": "ɣʏγүყᎩᎽᶌỿⲩꓬꭚ",
    "z": "ζᏃᴢꓜ",
}

LOOKALIKES = {ord(other): letter for letter, others in _ALIKE.items() for other in others}
