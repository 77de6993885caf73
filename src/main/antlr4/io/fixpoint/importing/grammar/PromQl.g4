/**
 * The query language of Prometheus, after https://prometheus.io/docs/prometheus/latest/querying/basics/ and /operators/.
 * Alternatives of expression stand in order of precedence, the strongest first.
 */
grammar PromQl;

query
    : expression EOF
    ;

expression
    : <assoc = right> expression operator = POWER matching? expression # binary
    | operator = (PLUS | MINUS) expression # unary
    | expression operator = (TIMES | DIVIDED | MODULO | ATAN2) matching? expression # binary
    | expression operator = (PLUS | MINUS) matching? expression # binary
    | expression operator = (EQUAL | UNEQUAL | LESS | AT_MOST | GREATER | AT_LEAST) BOOL? matching? expression # binary
    | expression operator = (AND | UNLESS) matching? expression # binary
    | expression operator = OR matching? expression # binary
    | atom suffix* # operand
    ;

matching
    : (ON | IGNORING) labels ((GROUP_LEFT | GROUP_RIGHT) labels?)?
    ;

labels
    : '(' (word (',' word)* ','?)? ')'
    ;

suffix
    : '[' DURATION ']' # range
    | '[' DURATION ':' DURATION? ']' # subquery
    | OFFSET MINUS? DURATION # offset
    | '@' (MINUS? NUMBER | word '(' ')') # instant
    ;

atom
    : '(' expression ')' # parenthesis
    | NUMBER # number
    | STRING # text
    | word grouping? '(' (expression (',' expression)* ','?)? ')' grouping? # call
    | word matchers? # selector
    | matchers # selector
    ;

grouping
    : (BY | WITHOUT) labels
    ;

matchers
    : '{' (matcher (',' matcher)* ','?)? '}'
    ;

matcher
    : word operator = ('=' | UNEQUAL | '=~' | '!~') STRING
    ;

// Keywords are no reserved words: a metric or a label may be called so.
word
    : NAME
    | AND
    | OR
    | UNLESS
    | ATAN2
    | BOOL
    | ON
    | IGNORING
    | GROUP_LEFT
    | GROUP_RIGHT
    | BY
    | WITHOUT
    | OFFSET
    ;

POWER: '^';
PLUS: '+';
MINUS: '-';
TIMES: '*';
DIVIDED: '/';
MODULO: '%';
EQUAL: '==';
UNEQUAL: '!=';
AT_MOST: '<=';
AT_LEAST: '>=';
LESS: '<';
GREATER: '>';

AND options { caseInsensitive = true; } : 'and';
OR options { caseInsensitive = true; } : 'or';
UNLESS options { caseInsensitive = true; } : 'unless';
ATAN2 options { caseInsensitive = true; } : 'atan2';
BOOL options { caseInsensitive = true; } : 'bool';
ON options { caseInsensitive = true; } : 'on';
IGNORING options { caseInsensitive = true; } : 'ignoring';
GROUP_LEFT options { caseInsensitive = true; } : 'group_left';
GROUP_RIGHT options { caseInsensitive = true; } : 'group_right';
BY options { caseInsensitive = true; } : 'by';
WITHOUT options { caseInsensitive = true; } : 'without';
OFFSET options { caseInsensitive = true; } : 'offset';

DURATION: ([0-9]+ ('ms' | [smhdwy]))+;
NUMBER
    : '0' [xX] [0-9a-fA-F]+
    | ([0-9]+ ('.' [0-9]*)? | '.' [0-9]+) ([eE] [+-]? [0-9]+)?
    ;
NAME: (':'? [a-zA-Z_]) [a-zA-Z0-9_:]*;
STRING
    : '"' ('\\' . | ~["\\\r\n])* '"'
    | '\'' ('\\' . | ~['\\\r\n])* '\''
    | '`' ~[`]* '`'
    ;

COMMENT: '#' ~[\r\n]* -> skip;
SPACE: [ \t\r\n]+ -> skip;
