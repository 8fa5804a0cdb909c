(pair key: (string) @property.json_key)
(string) @string
(number) @number
[(true) (false) (null)] @constant
["{" "}" "[" "]"] @punctuation.bracket
["," ":"] @punctuation.delimiter
